export { type Conflict, type Resolution } from './conflict.js';
export { type OfflineOptions, OfflineQueue } from './offline-queue.js';
export { indexedDbStore, memoryQueueStore, type QueueStore, type Waiting } from './queue-store.js';
