import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { errors } from '../../common/errors.js';
import { LOGGER, type Logger } from '../../common/log-token.js';
import { BlobFindings } from '../blobs/blob-findings.js';
import { BlobStore, type BlobReader, toBlobError } from '../blobs/blob-store.js';
import type { VersionRow } from '../files.sql.js';
import { RunningTransfers } from '../running-transfers.js';
import { mayShow } from './content-type.js';
import { contentDisposition } from './file-name.js';
import { decide, type Outcome } from './ranges.js';
import { sendBytes } from './send-file.js';

/** When the disk may have more to give. */
const RETRY_SECONDS = 5;

/** Answers with the bytes of a version that the caller may see. */
@Injectable()
export class Downloads {
  constructor(
    private readonly blobs: BlobStore,
    private readonly findings: BlobFindings,
    private readonly running: RunningTransfers,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async answer(version: VersionRow, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const etag = etagOf(version);
    const { size, created_at: modifiedAt } = version;
    const outcome = decide(request.method, request.headers, size, { etag, modifiedAt });
    if (outcome.status === 412) throw errors.preconditionFailed();
    reply.headers(headersOf(version, etag)).headers(lengthOf(outcome, size));
    const range = bodyRange(outcome, size);
    if (range === undefined) {
      writeHead(reply, outcome.status);
      reply.raw.end();
      return;
    }
    const blob = await this.open(version);
    try {
      writeHead(reply, outcome.status);
      if (request.method === 'HEAD') reply.raw.end();
      else await this.send(blob, range, reply);
    } finally {
      await blob.close();
    }
  }

  /** What is seen to be wrong on the way is kept, too; every byte is read once a week. */
  private async open({ blob, size }: VersionRow): Promise<BlobReader> {
    // Those that were missing may be there again: a disk that was not mounted.
    if (this.findings.of(blob) === 'changed') throw errors.damaged();
    try {
      const reader = await this.blobs.open(blob);
      if (reader.size === size) return reader;
      await reader.close();
      await this.findings.note(blob, 'changed');
    } catch (error) {
      const { kind } = toBlobError(error);
      if (kind !== 'missing') {
        this.logger.error({ err: error }, 'a stored file could not be opened');
        throw errors.unavailable('The stored bytes cannot be read now: try again', RETRY_SECONDS);
      }
      await this.findings.note(blob, 'missing');
      // Deleted since its row was read.
      if (!this.findings.isDamaged(blob)) throw errors.notFound('There is no such file');
    }
    throw errors.damaged();
  }

  /** Once the head is out a failure can only be shown by cutting the answer short. */
  private async send(
    blob: BlobReader,
    range: { first: number; last: number },
    reply: FastifyReply,
  ): Promise<void> {
    try {
      const stop = () => reply.raw.destroy();
      await this.running.during(reply.request.context, stop, () =>
        sendBytes(blob, range, reply.raw),
      );
    } catch (error) {
      this.logger.error({ err: error, requestId: reply.request.id }, 'download cut short');
      reply.raw.destroy();
    }
  }
}

/** Strong: the same version has the same bytes under the same name for ever. */
export function etagOf(version: Pick<VersionRow, 'version' | 'checksum'>): string {
  return `"${version.version}-${version.checksum.slice(0, 32)}"`;
}

function headersOf(version: VersionRow, etag: string): Record<string, string> {
  const kind = mayShow(version.mime_type, version.sniffed_type) ? 'inline' : 'attachment';
  return {
    'content-type': version.mime_type,
    'content-disposition': contentDisposition(kind, version.filename),
    'content-security-policy': "sandbox; default-src 'none'",
    etag,
    'last-modified': new Date(version.created_at).toUTCString(),
    'accept-ranges': 'bytes',
    // May be kept by this user's browser, but never shown without asking again.
    'cache-control': 'private, no-cache',
  };
}

function lengthOf(outcome: Outcome, size: number): Record<string, string> {
  switch (outcome.status) {
    case 206: {
      const { first, last } = outcome.range;
      const length = String(last - first + 1);
      return { 'content-length': length, 'content-range': `bytes ${first}-${last}/${size}` };
    }
    case 416:
      return { 'content-length': '0', 'content-range': `bytes */${size}` };
    case 200:
      return { 'content-length': String(size) };
    default:
      return {};
  }
}

function bodyRange(outcome: Outcome, size: number) {
  if (outcome.status === 206) return outcome.range;
  return outcome.status === 200 ? { first: 0, last: size - 1 } : undefined;
}

/** From here on the answer is written by hand: neither Nest nor Fastify buffers or copies it. */
function writeHead(reply: FastifyReply, status: number): void {
  reply.hijack();
  if (status === 304 || status === 416) {
    reply.removeHeader('content-type').removeHeader('content-disposition');
  }
  reply.raw.writeHead(status, reply.getHeaders() as Record<string, string>);
}
