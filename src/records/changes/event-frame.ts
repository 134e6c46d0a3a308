import type { Change } from './change-log.js';

/** How long a client waits before it connects again. */
const RETRY_MS = 2000;

export const HEARTBEAT = Buffer.from(':\n\n');
export const SHUTDOWN = Buffer.from('event: shutdown\ndata: {"type":"shutdown"}\n\n');

/** First bytes of a stream. The id lets a client resume that never received an event. */
export function opening(position: number): Buffer {
  return Buffer.from(`: connected\n\nretry: ${RETRY_MS}\nid: ${position}\n\n`);
}

/** Says that what came since the given `Last-Event-ID` is not all there: read again. */
export function reset(position: number): Buffer {
  return Buffer.from(`id: ${position}\nevent: reset\ndata: {"type":"reset"}\n\n`);
}

/** A change with its whole record. JSON text has no line breaks, so `data` is one line. */
export function wholeFrame(change: Change): Buffer {
  return frame(change, change.type, change.record);
}

/** A record that this reader sees no more: nothing of it is told but its id. */
export function goneFrame(change: Change): Buffer {
  return frame(change, 'deleted', `{"id":"${change.recordId}"}`);
}

function frame(change: Change, type: string, record: string): Buffer {
  return Buffer.from(
    `id: ${change.position}\nevent: ${type}\n` +
      `data: {"type":"${type}","collection":"${change.collection}","record":${record}}\n\n`,
  );
}
