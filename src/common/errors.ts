import { ERROR_STATUS, type ErrorCode, type ValidationIssue } from '@appbase-pfe/types';

/**
 * A failure that the caller is told about. Everything else that is thrown becomes
 * `INTERNAL_ERROR` without detail.
 */
export class AppError extends Error {
  readonly status: number;

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details?: unknown,
    /** Headers of the answer, `Retry-After` for example. */
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = 'AppError';
    this.status = ERROR_STATUS[code];
  }
}

const retryAfter = (seconds: number) => ({
  'retry-after': String(Math.max(1, Math.ceil(seconds))),
});

/** Makes the errors of the catalogue (`docs/errors.md`). */
export const errors = {
  validation: (issues: ValidationIssue[], message = 'The request is not valid') =>
    new AppError('VALIDATION_ERROR', message, issues),
  /** A validation error with one reason. */
  invalid: (path: string, reason: string) =>
    new AppError('VALIDATION_ERROR', `${path}: ${reason}`, [{ path, reason }]),
  invalidCredentials: (message = 'Email or password is wrong') =>
    new AppError('INVALID_CREDENTIALS', message),
  invalidApiKey: (message = 'The x-api-key header is missing or not a valid key of this app') =>
    new AppError('INVALID_API_KEY', message),
  invalidToken: (message = 'The access token is missing, expired or not valid') =>
    new AppError('INVALID_TOKEN', message),
  forbidden: (message = 'You may not do this', details?: unknown) =>
    new AppError('FORBIDDEN', message, details),
  notFound: (message = 'Not found') => new AppError('NOT_FOUND', message),
  methodNotAllowed: (allow: string[]) =>
    new AppError('METHOD_NOT_ALLOWED', `Use one of: ${allow.join(', ')}`, undefined, {
      allow: allow.join(', '),
    }),
  conflict: (message: string, details?: unknown) => new AppError('CONFLICT', message, details),
  preconditionFailed: (message = 'It has changed since you read it: read it again') =>
    new AppError('PRECONDITION_FAILED', message),
  payloadTooLarge: (message: string) => new AppError('PAYLOAD_TOO_LARGE', message),
  unsupportedMediaType: (message: string) => new AppError('UNSUPPORTED_MEDIA_TYPE', message),
  rateLimited: (
    seconds: number,
    message = 'Too many requests: wait and try again',
    headers: Record<string, string> = {},
  ) => new AppError('RATE_LIMITED', message, undefined, { ...headers, ...retryAfter(seconds) }),
  unavailable: (message: string, seconds = 1) =>
    new AppError('UNAVAILABLE', message, undefined, retryAfter(seconds)),
  timeout: (message: string) => new AppError('TIMEOUT', message),
  /** Bytes that are stored, and not what was stored. Trying again is of no use. */
  damaged: () =>
    new AppError(
      'INTERNAL_ERROR',
      'The stored bytes of this file are damaged: an operator must put a copy in their place',
      { reason: 'file_damaged' },
    ),
  insufficientStorage: (message: string) => new AppError('INSUFFICIENT_STORAGE', message),
} as const;
