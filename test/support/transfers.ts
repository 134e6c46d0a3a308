import { readFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { once } from 'node:events';

const CHUNK = Buffer.alloc(64 * 1024, 'x');
const HEAD =
  '--b\r\ncontent-disposition: form-data; name="file"; filename="big.bin"\r\n' +
  'content-type: application/octet-stream\r\n\r\n';
const TAIL = '\r\n--b--\r\n';

type Headers = Record<string, string>;

/** Uploads a file of so many bytes without holding it; answers its URL. */
export async function uploadBig(url: string, headers: Headers, bytes: number): Promise<string> {
  const sending = request(`${url}/storage/buckets/big/upload`, {
    method: 'POST',
    agent: false,
    headers: {
      ...headers,
      'content-type': 'multipart/form-data; boundary=b',
      'content-length': HEAD.length + bytes + TAIL.length,
    },
  });
  const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
  sending.write(HEAD);
  for (let sent = 0; sent < bytes; sent += CHUNK.length) {
    const chunk = CHUNK.subarray(0, Math.min(CHUNK.length, bytes - sent));
    await new Promise<void>((resolve) => sending.write(chunk, () => resolve()));
  }
  sending.end(TAIL);
  const [answer] = await answered;
  let body = '';
  for await (const part of answer) body += String(part);
  if (answer.statusCode !== 201) throw new Error(`upload: ${answer.statusCode} ${body}`);
  return (JSON.parse(body) as { data: { url: string } }).data.url;
}

/** Downloads a file without holding it; answers how many bytes came. */
export async function downloadBig(url: string, headers: Headers): Promise<number> {
  const asking = request(url, { agent: false, headers });
  asking.end();
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  let bytes = 0;
  for await (const chunk of answer) bytes += (chunk as Buffer).length;
  return bytes;
}

/** What a process holds of memory, in MiB: its own pages, not those of files it has mapped. */
export function residentMiB(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^RssAnon:\s+(\d+) kB/m.exec(status)![1]) / 1024;
}
