import type { ErrorCode, ErrorEnvelope, ValidationIssue } from '@appbase-pfe/types';

/** An answer of the server that is not a success, or no answer at all (`OFFLINE`). */
export class ApiError extends Error {
  constructor(
    readonly code: ErrorCode | 'OFFLINE',
    message: string,
    readonly status = 0,
    readonly requestId?: string,
    readonly details?: unknown,
    /** Seconds to wait, when the server said so. */
    readonly retryAfter?: number,
  ) {
    super(message);
    this.name = 'ApiError';
  }

  /** The reasons of a validation error, each with its path. */
  get issues(): ValidationIssue[] {
    if (this.code !== 'VALIDATION_ERROR' || !Array.isArray(this.details)) return [];
    return this.details.filter(isIssue);
  }
}

const isIssue = (value: unknown): value is ValidationIssue =>
  typeof value === 'object' && value !== null && 'path' in value && 'reason' in value;

/** Reads the error out of an answer, whatever its body is. */
export async function errorOf(response: Response): Promise<ApiError> {
  const body = (await response.json().catch(() => undefined)) as ErrorEnvelope | undefined;
  const error = body?.error;
  const wait = Number(response.headers.get('retry-after'));
  return new ApiError(
    error?.code ?? 'INTERNAL_ERROR',
    error?.message ?? `The server answered ${response.status}`,
    response.status,
    error?.requestId ?? response.headers.get('x-request-id') ?? undefined,
    error?.details,
    Number.isFinite(wait) && wait > 0 ? wait : undefined,
  );
}

/** What to tell a person about any thrown thing. */
export function messageOf(error: unknown): string {
  if (error instanceof ApiError && error.issues.length > 0)
    return error.issues
      .map(({ path, reason }) => (path ? `${path}: ${reason}` : reason))
      .join('\n');
  return error instanceof Error ? error.message : 'Something went wrong';
}
