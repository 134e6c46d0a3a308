import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { TEST_KEY } from './instance.js';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const START_LIMIT_MS = 150_000;

/** The built program as a process of its own, as its user runs it. */
export interface Program {
  url: string;
  process: ChildProcess;
  /** From the start of the process to its word that it is ready. */
  startedInMs: number;
  /** Everything that it wrote to its log so far. */
  log(): string;
  /** Sends a signal and waits for the end; the exit code, or the signal that ended it. */
  end(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals>;
}

export interface ProgramOptions {
  dataDir: string;
  settings?: Record<string, string>;
  /** Arguments of Node itself. */
  nodeArguments?: string[];
  /** What stands before Node on the command line (strace, prlimit). */
  wrapper?: string[];
}

/** Starts `dist/main.js instance` and waits until it says that it is ready. */
export async function startProgram(options: ProgramOptions): Promise<Program> {
  const started = performance.now();
  const node = [process.execPath, ...(options.nodeArguments ?? []), MAIN, 'instance'];
  const [command = process.execPath, ...rest] = [...(options.wrapper ?? []), ...node];
  const child = spawn(command, rest, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      APPBASE_PORT: '0',
      APPBASE_DASHBOARD_PORT: '0',
      APPBASE_API_KEY: TEST_KEY,
      APPBASE_DATA_DIR: options.dataDir,
      ...options.settings,
    },
  });
  let output = '';
  const port = await new Promise<number>((resolve, reject) => {
    const limit = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`not ready after ${START_LIMIT_MS} ms:\n${output}`));
    }, START_LIMIT_MS);
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const ready = /^\{.*"port":(\d+).*"msg":"AppBase is ready".*$/m.exec(output);
      if (ready === null) return;
      clearTimeout(limit);
      resolve(Number(ready[1]));
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code, signal) => {
      clearTimeout(limit);
      reject(new Error(`ended with ${code ?? signal} before it was ready:\n${output}`));
    });
  });
  return {
    url: `http://127.0.0.1:${port}`,
    process: child,
    startedInMs: performance.now() - started,
    log: () => output,
    end: async (signal = 'SIGTERM') => {
      if (child.exitCode !== null) return child.exitCode;
      if (child.signalCode !== null) return child.signalCode;
      const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
      child.kill(signal);
      const [code, by] = await ended;
      return code ?? by!;
    },
  };
}

/** Runs the program expecting that it refuses to start; its exit code and what it said. */
export async function refusedStart(
  settings: Record<string, string>,
  role = 'instance',
): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [MAIN, role], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], ...settings },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said };
}
