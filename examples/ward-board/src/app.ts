import { AppBase } from '@appbase-pfe/sdk';

export interface Patient {
  ward: string;
  bed: string;
  name: string;
}

export interface Note {
  ward: string;
  patientId: string;
  text: string;
  by: string;
}

// Where the app's API is and its live key: from the address, or from the build.
const query = new URLSearchParams(location.search);
const env = import.meta.env as Record<string, string | undefined>;

export const client = AppBase.init({
  endpoint: query.get('endpoint') ?? env['VITE_APPBASE_ENDPOINT'] ?? 'http://localhost:3000',
  apiKey: query.get('key') ?? env['VITE_APPBASE_KEY'] ?? 'not-set',
  sessionStorageKey: 'ward-board-session',
});

// Who sees what is not decided here: rules.json says it, and the server keeps to it.
export const patients = client.db.collection<Patient>('patients');
export const notes = client.db.collection<Note>('notes');
