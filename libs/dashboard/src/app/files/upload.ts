import { ApiError } from '@kit/api/api-error';
import { urlOf } from '@kit/api/base-path';
import { session } from '@kit/api/session';

interface Options {
  method: 'POST' | 'PUT';
  path: string;
  file: File;
  /** From 0 to 1. */
  onProgress: (share: number) => void;
  signal: AbortSignal;
}

/** Sends a file and tells how far it is, which `fetch` cannot. */
export function upload({ method, path, file, onProgress, signal }: Options): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, urlOf(path));
    const csrfToken = session.csrfToken();
    if (csrfToken) request.setRequestHeader('x-csrf-token', csrfToken);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 1 : loaded / total);
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) return resolve();
      if (request.status === 401) void session.renewed();
      reject(errorIn(request));
    };
    request.onerror = () =>
      reject(new ApiError('OFFLINE', 'The connection broke during the upload'));
    request.onabort = () => reject(new ApiError('OFFLINE', 'The upload was cancelled'));
    signal.addEventListener('abort', () => request.abort());
    const form = new FormData();
    form.append('file', file, file.name);
    request.send(form);
  });
}

function errorIn(request: XMLHttpRequest): ApiError {
  try {
    const { error } = JSON.parse(request.responseText) as {
      error: { code: ApiError['code']; message: string; requestId: string };
    };
    return new ApiError(error.code, error.message, request.status, error.requestId);
  } catch {
    return new ApiError('INTERNAL_ERROR', `The server answered ${request.status}`, request.status);
  }
}
