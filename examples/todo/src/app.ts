import { AppBase } from '@appbase-pfe/sdk';
import { OfflineQueue } from '@appbase-pfe/sdk/offline';
import { say } from './status';

export interface Todo {
  title: string;
  done: boolean;
}

// Where the app's API is and its live key: from the address, or from the build.
const query = new URLSearchParams(location.search);
const env = import.meta.env as Record<string, string | undefined>;

export const client = AppBase.init({
  endpoint: query.get('endpoint') ?? env['VITE_APPBASE_ENDPOINT'] ?? 'http://localhost:3000',
  apiKey: query.get('key') ?? env['VITE_APPBASE_KEY'] ?? 'not-set',
  sessionStorageKey: 'todo-session',
  // What is written without a network waits here, over a reload, too.
  offline: new OfflineQueue({
    onChange: (waiting) => say(waiting === 0 ? '' : `${waiting} not sent yet`),
  }),
});

export const todos = client.db.collection<Todo>('todos');
