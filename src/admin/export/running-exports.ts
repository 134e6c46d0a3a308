import { Transform, type Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { errors } from '../../common/errors.js';

/** Each reads everything and holds a snapshot of the database (ASVS 2.4.1). */
const MAX_RUNNING = 2;
const RETRY_SECONDS = 30;
/** A reader that takes nothing for so long keeps the log of the database from being cut: it is let go. */
const STALL_MS = 60_000;

/** Counts the exports under way, and ends those that nobody reads. */
@Injectable()
export class RunningExports {
  private running = 0;

  /** @throws AppError `UNAVAILABLE` when as many run as may */
  begin(): void {
    if (this.running >= MAX_RUNNING) {
      throw errors.unavailable(
        'Other exports are running: try again when one has ended',
        RETRY_SECONDS,
      );
    }
    this.running++;
  }

  end(): void {
    this.running--;
  }

  /** The same bytes; they end early when the reader stalls. */
  watched(stream: Readable): Readable {
    let stalled: NodeJS.Timeout | undefined;
    const restart = () => {
      clearTimeout(stalled);
      const end = () => watched.destroy(new Error('The export was read too slowly'));
      stalled = setTimeout(end, STALL_MS).unref();
    };
    const watched = new Transform({
      transform(chunk, _encoding, done) {
        restart();
        done(null, chunk);
      },
    });
    restart();
    watched.once('close', () => {
      clearTimeout(stalled);
      stream.destroy();
    });
    stream.once('error', (error) => watched.destroy(error));
    return stream.pipe(watched);
  }
}
