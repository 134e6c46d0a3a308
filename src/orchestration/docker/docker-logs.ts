import { PassThrough, type Readable } from 'node:stream';
import type { Container } from 'dockerode';
import type Docker from 'dockerode';
import { createInterface } from 'node:readline';

/** The lines of a container's log: both of its outputs in one. */
export async function* containerLog(
  docker: Docker,
  container: Container,
  { tail, follow, signal }: { tail: number; follow: boolean; signal: AbortSignal },
): AsyncIterable<string> {
  const options = { stdout: true, stderr: true, tail };
  const joined = new PassThrough();
  let source: Readable;
  if (follow) {
    source = (await container.logs({ ...options, follow: true })) as Readable;
  } else {
    const whole = (await container.logs({ ...options, follow: false })) as unknown as Buffer;
    source = new PassThrough();
    (source as PassThrough).end(whole);
  }
  docker.modem.demuxStream(source, joined, joined);
  source.on('end', () => joined.end());
  source.on('error', () => joined.end());
  const stop = () => {
    source.destroy();
    joined.end();
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    yield* createInterface({ input: joined, crlfDelay: Infinity });
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}
