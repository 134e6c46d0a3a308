import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Transform, type TransformCallback } from 'node:stream';
import { errors } from '../../common/errors.js';

/** An upload that sends nothing for this long is given up. */
const IDLE_MS = 60_000;
/** After a refusal this much is still read, so that a client about to finish hears why. */
const LINGER_BYTES = 512 * 1024;
/** After a refusal a client has this long to hear it before its connection is cut. */
const LINGER_MS = 10_000;

/**
 * The body of an upload on its way from the socket to the parser, which takes it for the request.
 * It stops reading at its limit, ends with the client, and gives up a client that fell silent.
 */
export class UploadBody extends Transform {
  readonly headers: IncomingHttpHeaders;
  /** `Content-Type` of the part that is being read, as the client wrote it. */
  partType: string | undefined;
  private taken = 0;
  private readonly idle: NodeJS.Timeout;

  constructor(
    private readonly request: IncomingMessage,
    private readonly limit: number,
  ) {
    super();
    this.headers = request.headers;
    this.idle = setTimeout(() => this.stalled(), IDLE_MS).unref();
    request.once('close', this.onClose);
    this.once('close', () => {
      clearTimeout(this.idle);
      request.off('close', this.onClose);
    });
  }

  /** Begins to read. Before it nothing of the body has left the socket. */
  start(): void {
    const announced = Number(this.headers['content-length']);
    if (announced > this.limit) this.destroy(errors.payloadTooLarge('The upload is too large'));
    else this.request.pipe(this);
  }

  /** Ends a request that was refused midway: the rest of its body is not wanted. */
  refuse(): void {
    const { request } = this;
    request.unpipe(this);
    if (request.complete || request.destroyed) return;
    let left = LINGER_BYTES;
    request.on('data', (chunk: Buffer) => {
      left -= chunk.length;
      if (left < 0) request.pause();
    });
    const timer = setTimeout(() => request.socket.destroy(), LINGER_MS);
    request.once('close', () => clearTimeout(timer));
    request.once('end', () => clearTimeout(timer));
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.idle.refresh();
    this.taken += chunk.length;
    if (this.taken > this.limit) done(errors.payloadTooLarge('The upload is too large'));
    else done(null, chunk);
  }

  private readonly onClose = () => {
    if (!this.request.readableEnded) this.destroy(endedEarly());
  };

  private stalled(): void {
    // A disk that is slow is not the client's silence.
    if (this.writableNeedDrain) this.idle.refresh();
    else this.destroy(errors.timeout('The upload has stalled'));
  }
}

/** The answer to an upload whose client left or whose parts end in the middle. */
export const endedEarly = () => errors.invalid('body', 'The upload ended before its last part');
