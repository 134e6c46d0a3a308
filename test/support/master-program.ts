import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { AppEvent, AppView } from '@appbase-pfe/types';
import { OPERATOR } from './control-plane.js';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const UNTIL_MS = 150_000;

/** The built control plane as a process of its own, as its user runs it. */
export interface MasterProgram {
  process: ChildProcess;
  dataDir: string;
  call<T>(method: string, path: string, body?: unknown): Promise<{ status: number; data: T }>;
  app(id: string): Promise<AppView>;
  /** Waits until an app looks as it shall. */
  until(id: string, isReached: (now: AppView) => boolean): Promise<AppView>;
  /** Settles when an event of this type is told; `opened` when the stream is there. */
  event(type: string): { opened: Promise<void>; seen: Promise<void> };
  end(signal: NodeJS.Signals): Promise<void>;
}

/** Starts it on a data folder, and signs its first operator in. */
export async function startMasterProgram(
  dataDir: string,
  settings: Record<string, string> = {},
): Promise<MasterProgram> {
  const first = 21_000 + ((process.pid * 41) % 500) * 12;
  const child = spawn(process.execPath, [MAIN, 'control-plane'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      APPBASE_DATA_DIR: dataDir,
      APPBASE_PORT: '0',
      APPBASE_RUNTIME: 'process',
      APPBASE_APP_PORTS: `${first}-${first + 11}`,
      APPBASE_OPERATOR_EMAIL: OPERATOR.email,
      APPBASE_OPERATOR_PASSWORD: OPERATOR.password,
      ...settings,
    },
  });
  const url = `http://127.0.0.1:${await portOf(child)}`;
  const headers = await signIn(url);
  const call: MasterProgram['call'] = async (method, path, body) => {
    const answer = await fetch(url + path, {
      method,
      headers: {
        ...headers,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, data: (await answer.json()).data };
  };
  const app = async (id: string) => (await call<AppView>('GET', `/apps/${id}`)).data;
  return {
    process: child,
    dataDir,
    call,
    app,
    until: async (id, isReached) => {
      const deadline = Date.now() + UNTIL_MS;
      for (;;) {
        const now = await app(id);
        if (now !== undefined && isReached(now)) return now;
        if (Date.now() > deadline) throw new Error(`Never reached: ${JSON.stringify(now)}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    event: (type) => {
      const opened = fetch(`${url}/events`, { headers });
      return { opened: opened.then(() => undefined), seen: opened.then((it) => find(it, type)) };
    },
    end: async (signal) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
    },
  };
}

function portOf(child: ChildProcess): Promise<string> {
  let output = '';
  return new Promise((resolve, reject) => {
    child.stdout!.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const ready = /"port":(\d+)[^\n]*"msg":"The AppBase control plane is ready"/.exec(output);
      if (ready !== null) resolve(ready[1]!);
    });
    child.once('exit', () => reject(new Error(output)));
  });
}

async function signIn(url: string): Promise<Record<string, string>> {
  const login = await fetch(`${url}/operator/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(OPERATOR),
  });
  const cookie = login.headers.getSetCookie().map((line) => line.split(';', 1)[0]);
  const { csrfToken } = (await login.json()).data;
  return { cookie: cookie.join('; '), 'x-csrf-token': csrfToken };
}

async function find(stream: Response, type: string): Promise<void> {
  let text = '';
  for await (const part of stream.body!.pipeThrough(new TextDecoderStream())) {
    text += part;
    const frames = text.split('\n\n');
    text = frames.pop()!;
    for (const frame of frames) {
      const data = /^data: (.*)$/m.exec(frame)?.[1];
      if (data !== undefined && (JSON.parse(data) as AppEvent).type === type) return;
    }
  }
  throw new Error(`The stream ended before ${type}`);
}
