import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import type { BlobReader } from '../../storage/blobs/blob-store.js';
import { noteSpent } from '../../storage/transfer/spent-buffers.js';

const CHUNK_CHARS = 64 * 1024;
const CHUNK_BYTES = 64 * 1024;

/** A stream of lines, made as fast as it is read and no faster. */
export function lines<T>(rows: Iterable<T>, text: (row: T) => string): Readable {
  return chunks(rows, (row) => `${text(row)}\n`);
}

/**
 * A stream of CSV. A cell that a spreadsheet would take for a formula gets a quote in front
 * (ASVS 1.2.10).
 */
export function csv<T>(header: string[], rows: Iterable<T>, view: (row: T) => string[]): Readable {
  const line = (cells: string[]) => stringify([cells], { escape_formulas: true });
  return chunks(rows, (row) => line(view(row)), line(header));
}

/** The bytes of a file. The reader is closed at the end, whichever way it comes. */
export function bytesOf(blob: BlobReader): Readable {
  const make = async function* () {
    try {
      for (let position = 0; position < blob.size;) {
        const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
        const read = await blob.read(buffer, position);
        if (read === 0) return;
        position += read;
        yield buffer.subarray(0, read);
        noteSpent(read);
      }
    } finally {
      await blob.close();
    }
  };
  return Readable.from(make(), { objectMode: false });
}

function chunks<T>(rows: Iterable<T>, text: (row: T) => string, first = ''): Readable {
  const make = function* () {
    let chunk = first;
    for (const row of rows) {
      chunk += text(row);
      if (chunk.length < CHUNK_CHARS) continue;
      yield chunk;
      noteSpent(chunk.length);
      chunk = '';
    }
    if (chunk !== '') yield chunk;
  };
  return Readable.from(make(), { objectMode: false });
}
