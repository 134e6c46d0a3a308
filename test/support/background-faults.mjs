// Loaded before the program (`node --import`): SIGUSR2 makes something in the background fail, in
// each way that has no caller who could be told.
import { EventEmitter } from 'node:events';
import { setImmediate, setTimeout } from 'node:timers';

process.on('SIGUSR2', () => {
  setTimeout(() => {
    throw new Error('a fault in a timer');
  }, 1);
  setImmediate(() => new EventEmitter().emit('error', new Error('a fault without listener')));
  void Promise.reject(new Error('a rejection that nobody awaits'));
});
