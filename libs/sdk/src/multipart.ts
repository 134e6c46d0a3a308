import { randomId } from './platform.js';

/** Larger pieces are cut, so that progress is seen. */
const PIECE = 64 * 1024;

/** Bytes that come piece by piece: a Node `Readable`, a web stream, a generator. */
export type ByteSource = AsyncIterable<Uint8Array | string> | ReadableStream<Uint8Array>;

/** A multipart body that is written as it is sent, with one file in it. */
export interface MultipartStream {
  body: ReadableStream<Uint8Array>;
  contentType: string;
}

/** Wraps a source of bytes as a form with the part `file`; nothing is kept in memory. */
export function multipartOf(
  source: ByteSource,
  filename: string,
  contentType: string,
  onBytes: (count: number) => void,
  signal?: AbortSignal,
): MultipartStream {
  const boundary = `appbase-${randomId()}`;
  const encoder = new TextEncoder();
  async function* parts(): AsyncGenerator<Uint8Array> {
    yield encoder.encode(
      `--${boundary}\r\nContent-Disposition: form-data; name="file"; ` +
        `filename="${quoted(filename)}"\r\nContent-Type: ${headerSafe(contentType)}\r\n\r\n`,
    );
    for await (const chunk of chunksOf(source)) {
      // Who sends does not always tell the source that nobody wants more of it.
      if (signal?.aborted) return;
      const bytes = typeof chunk === 'string' ? encoder.encode(chunk) : chunk;
      for (let from = 0; from < bytes.byteLength; from += PIECE) {
        const piece = bytes.subarray(from, from + PIECE);
        onBytes(piece.byteLength);
        yield piece;
      }
    }
    yield encoder.encode(`\r\n--${boundary}--\r\n`);
  }
  return {
    body: streamOf(parts()),
    contentType: `multipart/form-data; boundary=${boundary}`,
  };
}

/** The pieces of a source; Safari's streams cannot be looped over, so they are read. */
async function* chunksOf(source: ByteSource): AsyncGenerator<Uint8Array | string> {
  if (Symbol.asyncIterator in source) return yield* source;
  const reader = (source as ReadableStream<Uint8Array>).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

function streamOf(parts: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await parts.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await parts.return(undefined);
    },
  });
}

/** As browsers write a file name into a form. */
const quoted = (name: string) =>
  name.replace(
    /["\r\n]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );

const headerSafe = (type: string) => type.replace(/[^\x20-\x7e]/g, '');
