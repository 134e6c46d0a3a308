// Speed of uploads and downloads beside a bare node:http server that streams to and from the disk,
// with the same fsync, in the same run. Usage: node bench/transfer.mjs [MiB a file] [files at once]
import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { report, round } from './support/figures.mjs';
import { signUp, startProgram } from './support/program.mjs';

const MIB = 1024 * 1024;
const BYTES = Number(process.argv[2] ?? 200) * MIB;
const AT_ONCE = Number(process.argv[3] ?? 4);
const CHUNK = Buffer.alloc(64 * 1024, 'x');
const HEAD =
  '--b\r\ncontent-disposition: form-data; name="file"; filename="big.bin"\r\n' +
  'content-type: application/octet-stream\r\n\r\n';
const TAIL = '\r\n--b--\r\n';

const bare = await startBare();
const program = await startProgram({ APPBASE_MAX_UPLOAD_BYTES: String(BYTES) });
const headers = await signUp(program.url, 'transfer@appbase.example');
const multipart = { ...headers, 'content-type': 'multipart/form-data; boundary=b' };
try {
  const bareUp = await speed((n) => send(`${bare.url}/${n}`, {}, '', ''));
  const bareDown = await speed((n) => receive(`${bare.url}/${n}`, {}));
  const urls = [];
  const up = await speed(async (n) => {
    const body = await send(`${program.url}/storage/buckets/bench/upload`, multipart, HEAD, TAIL);
    urls[n] = JSON.parse(body).data.url;
  });
  const down = await speed((n) => receive(program.url + urls[n], headers));
  report('transfer', {
    mib: BYTES / MIB,
    atOnce: AT_ONCE,
    uploadMBs: round(up, 0),
    bareUploadMBs: round(bareUp, 0),
    uploadRatio: round(up / bareUp),
    downloadMBs: round(down, 0),
    bareDownloadMBs: round(bareDown, 0),
    downloadRatio: round(down / bareDown),
    memoryMb: program.memoryMb(),
  });
} finally {
  await program.stop();
  bare.close();
}

/** MB a second of all transfers together. */
async function speed(transfer) {
  const started = performance.now();
  await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => transfer(n)));
  return (BYTES * AT_ONCE) / 1000 / (performance.now() - started);
}

async function send(url, more, head, tail) {
  const length = { 'content-length': head.length + BYTES + tail.length };
  const sending = request(url, { method: 'POST', agent: false, headers: { ...more, ...length } });
  const answered = once(sending, 'response');
  sending.write(head);
  for (let sent = 0; sent < BYTES; sent += CHUNK.length) {
    if (!sending.write(CHUNK)) await once(sending, 'drain');
  }
  sending.end(tail);
  const [answer] = await answered;
  let body = '';
  for await (const part of answer) body += part;
  if (answer.statusCode >= 300) throw new Error(`${answer.statusCode} ${body}`);
  return body;
}

async function receive(url, more) {
  const asking = request(url, { agent: false, headers: more });
  asking.end();
  const [answer] = await once(asking, 'response');
  let bytes = 0;
  for await (const part of answer) bytes += part.length;
  if (bytes !== BYTES) throw new Error(`got ${bytes} bytes of ${BYTES}`);
}

async function startBare() {
  const folder = mkdtempSync(join(tmpdir(), 'appbase-bare-'));
  const server = createServer(async (incoming, response) => {
    const path = join(folder, incoming.url.slice(1));
    if (incoming.method === 'GET') return void createReadStream(path).pipe(response);
    await pipeline(incoming, createWriteStream(path));
    const file = await open(path, 'r+');
    await file.sync();
    await file.close();
    response.end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => {
      server.close();
      rmSync(folder, { recursive: true });
    },
  };
}
