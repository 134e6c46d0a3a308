/** What the server can answer, and what can go wrong before there is an answer. */
export type ErrorCode =
  | 'VALIDATION_ERROR'
  | 'INVALID_CREDENTIALS'
  | 'INVALID_API_KEY'
  | 'INVALID_TOKEN'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'METHOD_NOT_ALLOWED'
  | 'CONFLICT'
  | 'PRECONDITION_FAILED'
  | 'PAYLOAD_TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'RATE_LIMITED'
  | 'INTERNAL_ERROR'
  | 'UNAVAILABLE'
  | 'TIMEOUT'
  | 'INSUFFICIENT_STORAGE'
  /** The server could not be reached, or the connection broke. */
  | 'NETWORK_ERROR'
  /** The caller's `AbortSignal` ended the call. */
  | 'ABORTED'
  /** A database or storage answer that carries no code (a proxy's error page). */
  | 'DB_ERROR'
  | 'STORAGE_ERROR';

/** What an error knows beside its message, code and status. */
export interface ErrorInfo {
  requestId?: string | undefined;
  details?: unknown;
  retryAfter?: number | undefined;
  reason?: string | undefined;
  cause?: unknown;
}

/** Every failure of this library. `status` is 0 when there was no answer. */
export class AppBaseError extends Error {
  override name = 'AppBaseError';
  readonly code: ErrorCode;
  readonly status: number;
  /** Find the call in the server's log by this id. */
  readonly requestId: string | undefined;
  /** For `VALIDATION_ERROR`: a list of `{path, reason}`. */
  readonly details: unknown;
  /** Seconds to wait, where the server said so. */
  readonly retryAfter: number | undefined;
  /** The server's sentence. The same as `message`, except for `AuthError`. */
  readonly reason: string;

  constructor(message: string, code: ErrorCode, status = 0, info: ErrorInfo = {}) {
    super(message, info.cause === undefined ? undefined : { cause: info.cause });
    this.code = code;
    this.status = status;
    this.requestId = info.requestId;
    this.details = info.details;
    this.retryAfter = info.retryAfter;
    this.reason = info.reason ?? message;
  }
}

/**
 * A failure of `client.auth`. For the sake of apps that match on it, `message` is the raw text of
 * the server's answer; `reason` is the sentence to show.
 */
export class AuthError extends AppBaseError {
  override name = 'AuthError';
}

/** A failure of `client.db`. */
export class DbError extends AppBaseError {
  override name = 'DbError';
}

/** A failure of `client.storage`. */
export class StorageError extends AppBaseError {
  override name = 'StorageError';
}

/** Which class the errors of a call have. */
export type ErrorClass = typeof AppBaseError;

interface ErrorBody {
  error?: { code?: ErrorCode; message?: string; requestId?: string; details?: unknown };
}

/** The error that an answer without success stands for. */
export async function errorOf(response: Response, Class: ErrorClass): Promise<AppBaseError> {
  const text = await response.text().catch(() => '');
  const { error = {} } = parseBody(text);
  const reason = error.message ?? `The server answered ${response.status}`;
  return new Class(
    Class === AuthError && text !== '' ? text : reason,
    error.code ?? fallbackCode(Class, response.status),
    response.status,
    {
      reason,
      requestId: error.requestId ?? response.headers.get('x-request-id') ?? undefined,
      details: error.details,
      retryAfter: secondsOf(response.headers.get('retry-after')),
    },
  );
}

function parseBody(text: string): ErrorBody {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? body : {};
  } catch {
    return {};
  }
}

/** Proxies answer without our envelope: what their status means. */
function fallbackCode(Class: ErrorClass, status: number): ErrorCode {
  if (status === 429) return 'RATE_LIMITED';
  if (status === 502 || status === 503) return 'UNAVAILABLE';
  if (status === 504) return 'TIMEOUT';
  if (Class === DbError) return 'DB_ERROR';
  return Class === StorageError ? 'STORAGE_ERROR' : 'INTERNAL_ERROR';
}

/** `Retry-After` in seconds, whichever of its two forms it has. */
function secondsOf(header: string | null): number | undefined {
  if (header === null) return undefined;
  const seconds = Number(header);
  if (!Number.isNaN(seconds)) return Math.max(0, seconds);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - Date.now()) / 1000));
}
