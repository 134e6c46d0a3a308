import type { Socket } from 'node:net';
import { type ErrorEnvelope, type ErrorCode } from '@appbase-pfe/types';
import { newRequestId } from '../common/ids.js';

interface Refusal {
  status: string;
  code: ErrorCode;
  message: string;
}

/** By the code of Node's parser; everything else is no HTTP. */
const REFUSALS: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: {
    status: '431 Request Header Fields Too Large',
    code: 'PAYLOAD_TOO_LARGE',
    message: 'The headers of the request are too large',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: '408 Request Timeout',
    code: 'VALIDATION_ERROR',
    message: 'The request did not arrive in time',
  },
};
const MALFORMED: Refusal = {
  status: '400 Bad Request',
  code: 'VALIDATION_ERROR',
  message: 'This is not a well-formed HTTP request',
};

/**
 * Answers what could not be read as a request, in the one envelope: no hook and no filter ever
 * hears of it. The connection ends, since nobody knows where the next request would begin.
 */
export function answerMalformed(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (!socket.writable) {
    socket.destroy(error);
    return;
  }
  const { status, code, message } = REFUSALS[error.code ?? ''] ?? MALFORMED;
  const requestId = newRequestId();
  const body: ErrorEnvelope = { success: false, error: { code, message, requestId } };
  const json = JSON.stringify(body);
  socket.end(
    `HTTP/1.1 ${status}\r\n` +
      'Content-Type: application/json; charset=utf-8\r\n' +
      `Content-Length: ${Buffer.byteLength(json)}\r\n` +
      `X-Request-Id: ${requestId}\r\n` +
      'X-Content-Type-Options: nosniff\r\n' +
      'Cache-Control: no-store\r\n' +
      'Connection: close\r\n\r\n' +
      json,
    () => socket.destroy(),
  );
}
