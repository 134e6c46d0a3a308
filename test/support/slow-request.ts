import { request } from 'node:http';

/** A request whose head the server has, and whose body is still to come. */
export interface SlowRequest {
  /** Sends the body and resolves with the answer's status. */
  finish(): Promise<number>;
}

/** Begins a POST with a JSON body; resolves when the server has read its head. */
export async function beginPost(
  url: string,
  headers: Record<string, string>,
  body: unknown,
): Promise<SlowRequest> {
  const text = JSON.stringify(body);
  return begin(url, { 'content-type': 'application/json', ...headers }, text);
}

/** Begins an upload of a small file in the same way. */
export async function beginUpload(
  url: string,
  headers: Record<string, string>,
): Promise<SlowRequest> {
  const part = 'Content-Disposition: form-data; name="file"; filename="a.txt"';
  const text = `--b\r\n${part}\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b--\r\n`;
  return begin(url, { 'content-type': 'multipart/form-data; boundary=b', ...headers }, text);
}

function begin(url: string, headers: Record<string, string>, text: string): Promise<SlowRequest> {
  const sent = request(url, {
    method: 'POST',
    // The server says that it goes on when it has let the request in.
    headers: { ...headers, expect: '100-continue', 'content-length': Buffer.byteLength(text) },
  });
  const status = new Promise<number>((resolve, reject) => {
    sent.once('error', reject);
    sent.once('response', (answer) => {
      answer.resume();
      answer.once('end', () => resolve(answer.statusCode!));
    });
  });
  // Whoever begins it waits for it at the end.
  status.catch(() => undefined);
  return new Promise((resolve, reject) => {
    sent.once('error', reject);
    sent.once('continue', () => {
      resolve({
        finish: () => {
          sent.end(text);
          return status;
        },
      });
    });
    sent.flushHeaders();
  });
}
