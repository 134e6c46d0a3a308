import type { Logger } from 'pino';

/**
 * What fails in the background (a timer, a stream's callback, a promise that nobody awaits) must
 * not end the process for everybody else. It is a fault of the program all the same, so it is
 * logged as an error. Nothing half-done is left behind: what must be whole is a transaction.
 */
export function surviveBackgroundFaults(logger: Logger): void {
  process.on('uncaughtException', (error, origin) => {
    logger.error({ err: error, origin }, 'something in the background failed');
  });
}
