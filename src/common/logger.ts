import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, pino } from 'pino';

/** What never stands in a log line, wherever it turns up. */
const SECRETS = ['password', 'newPassword', 'currentPassword', 'token', 'refreshToken', 'value'];
const HEADERS = ['authorization', 'cookie', 'x-api-key', 'x-csrf-token', 'set-cookie'];

/** Makes the program's logger: JSON lines on standard output, times in UTC, secrets cut out. */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const paths = [
    ...SECRETS.flatMap((name) => [name, `*.${name}`]),
    ...HEADERS.flatMap((name) => [`headers["${name}"]`, `*.headers["${name}"]`]),
  ];
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths, censor: '[redacted]' },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** Nest's own messages, in the same log. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, context?: unknown): void {
    this.logger.debug({ context }, String(message));
  }

  warn(message: unknown, context?: unknown): void {
    this.logger.warn({ context }, String(message));
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.logger.error(
      { context: rest.at(-1), err: message instanceof Error ? message : undefined },
      String(message),
    );
  }

  fatal(message: unknown, context?: unknown): void {
    this.logger.fatal({ context }, String(message));
  }
}
