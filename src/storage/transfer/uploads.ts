import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { callbackify } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import multer, { MulterError, type StorageEngine } from 'multer';
import type { RequestContext } from '../../access/caller.js';
import { AppError, errors } from '../../common/errors.js';
import { SettingsService } from '../../settings/settings.service.js';
import { BlobStore, type BlobWriter } from '../blobs/blob-store.js';
import { RunningTransfers } from '../running-transfers.js';
import { StorageQuota } from '../storage-quota.js';
import { declaredType, HEAD_BYTES, sniffType } from './content-type.js';
import { cleanFileName } from './file-name.js';
import { notePartTypes } from './part-types.js';
import { noteSpent } from './spent-buffers.js';
import { endedEarly, UploadBody } from './upload-body.js';

/** What may stand beside the file: a few short fields. */
const LIMITS = { files: 1, fields: 32, parts: 33, fieldSize: 16 * 1024, fieldNameSize: 100 };
/** Room for the fields and the headers of all parts. */
const OVERHEAD = 1024 * 1024;
/** How much of a file waits in memory for the disk. */
const BUFFERED = 256 * 1024;

/** A file whose bytes are on the disk and whose row is still to be written. */
export interface ReceivedFile {
  filename: string;
  mimeType: string;
  sniffedType: string | undefined;
  size: number;
  checksum: string;
  blob: BlobWriter;
}

/** A request on its way through the parser. */
class Upload extends UploadBody {
  received: ReceivedFile | undefined;
  /** Settles when the disk is done with this upload, whichever way. */
  storing: Promise<unknown> = Promise.resolve();
}

type Middleware = (request: Upload, response: undefined, next: (error?: unknown) => void) => void;

/**
 * Takes uploads in: multer reads the parts, the bytes of the file go straight to the blob store and
 * are hashed and counted on the way.
 */
@Injectable()
export class Uploads {
  private readonly parse: Middleware;

  constructor(
    private readonly blobs: BlobStore,
    private readonly quota: StorageQuota,
    private readonly running: RunningTransfers,
    private readonly settings: SettingsService,
  ) {
    const engine: StorageEngine = {
      _handleFile: (request, file, done) => this.handle(request, file, done),
      _removeFile: (_request, _file, done) => done(null),
    };
    const options = {
      storage: engine,
      limits: () => ({ ...LIMITS, fileSize: this.fileLimit }),
      preservePath: true,
      defParamCharset: 'utf8',
      fileHwm: BUFFERED,
      streamHandler: (body: Upload, parser: NodeJS.WritableStream) => {
        notePartTypes(body, parser);
        body.pipe(parser);
      },
    };
    this.parse = multer(options as multer.Options).single('file') as unknown as Middleware;
  }

  /**
   * Reads a request's body to its end and keeps its part `file`. The caller writes the row and
   * releases the blob, or discards it. When this throws, nothing is left.
   */
  async receive(context: RequestContext, request: IncomingMessage): Promise<ReceivedFile> {
    const upload = new Upload(request, this.fileLimit + OVERHEAD);
    const stop = () => upload.destroy(errors.invalidToken());
    try {
      await this.running.during(context, stop, () => this.run(upload));
      if (upload.received === undefined) throw errors.invalid('file', 'The part is missing');
      return upload.received;
    } catch (error) {
      upload.destroy();
      upload.refuse();
      // What stopped the storing is the cause; what the parser then says is only its echo.
      const [stored] = await Promise.allSettled([upload.storing]);
      await upload.received?.blob.discard();
      throw explain(stored.status === 'rejected' ? stored.reason : error);
    }
  }

  private get fileLimit(): number {
    return this.settings.current.maxUploadBytes;
  }

  private run(upload: Upload): Promise<void> {
    return new Promise((resolve, reject) => {
      // The parser never answers by itself.
      this.parse(upload, undefined, (error) => (error === undefined ? resolve() : reject(error)));
      upload.start();
    });
  }

  private handle(
    request: Request,
    file: Express.Multer.File,
    done: (error?: unknown, info?: Partial<Express.Multer.File>) => void,
  ): void {
    const upload = request as unknown as Upload;
    // The rest of a file that is too large is of no interest.
    file.stream.once('limit', () => upload.destroy(tooLarge(this.fileLimit)));
    const storing = this.keep(upload, file);
    upload.storing = storing;
    storing.catch((error: Error) => upload.destroy(error));
    callbackify(() => storing)(done);
  }

  private async keep(upload: Upload, file: Express.Multer.File): Promise<{ size: number }> {
    const mimeType = declaredType(upload.partType);
    const stored = await this.store(file.stream);
    upload.received = { ...stored, filename: cleanFileName(file.originalname), mimeType };
    return { size: stored.size };
  }

  private async store(
    bytes: AsyncIterable<Buffer>,
  ): Promise<Omit<ReceivedFile, 'filename' | 'mimeType'>> {
    const room = this.quota.reserve();
    let blob: BlobWriter | undefined;
    try {
      blob = await this.blobs.create();
      const hash = createHash('sha256');
      const head: Buffer[] = [];
      let size = 0;
      for await (const chunk of bytes) {
        room.take(chunk.length);
        if (size < HEAD_BYTES) head.push(Buffer.from(chunk.subarray(0, HEAD_BYTES - size)));
        size += chunk.length;
        hash.update(chunk);
        await blob.write(chunk);
        noteSpent(chunk.length);
      }
      await blob.finish();
      const sniffedType = await sniffType(Buffer.concat(head), size <= HEAD_BYTES);
      return { blob: withRoom(blob, room), size, checksum: hash.digest('hex'), sniffedType };
    } catch (error) {
      room.free();
      await blob?.discard();
      throw error;
    }
  }
}

/** The reserved room is given back once the row counts, or nothing is left to count. */
function withRoom(blob: BlobWriter, room: { free(): void }): BlobWriter {
  return {
    ...blob,
    release: () => {
      blob.release();
      room.free();
    },
    discard: async () => {
      room.free();
      await blob.discard();
    },
  };
}

const tooLarge = (limit: number) =>
  errors.payloadTooLarge(`The file is larger than ${limit} bytes`);

function explain(error: unknown): unknown {
  if (error instanceof AppError) return error;
  if (error instanceof MulterError) {
    return error.code === 'LIMIT_FILE_SIZE'
      ? errors.payloadTooLarge('The file is too large')
      : errors.invalid(error.field ?? 'body', error.message);
  }
  const { message = '', code } = error as { message?: string; code?: string };
  if (code === 'ERR_STREAM_PREMATURE_CLOSE' || /^(?:Unexpected end|Request )/.test(message)) {
    return endedEarly();
  }
  if (/^(?:Malformed|Multipart:)/.test(message)) return errors.invalid('body', message);
  return error;
}
