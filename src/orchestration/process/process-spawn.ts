import { type ChildProcess, spawn } from 'node:child_process';
import { ALLOCATOR } from '../../config/allocator.js';
import { systemEnvironment } from '../../config/system-environment.js';
import type { Owner } from '../../tenancy/app-folders.js';
import type { InstanceProgram } from './instance-program.js';

/** A child that does not say where it listens within this time counts as broken. */
const SPEAK_LIMIT_MS = 60_000;

export interface SpawnOptions {
  program: InstanceProgram;
  /** Marks the process in its command line. */
  token: string;
  env: Record<string, string>;
  cwd: string;
  /** File descriptor for its output. */
  log: number;
  owner: Owner;
  memoryMb: number;
}

/**
 * Starts a child of its own session (a terminal's Ctrl-C does not reach it, the death of the
 * parent does not end it) with a clean environment.
 */
export function spawnInstance(options: SpawnOptions): ChildProcess {
  const { program, owner } = options;
  // The heap gets three quarters of the app's memory; buffers and SQLite's cache need the rest.
  const heap = `--max-old-space-size=${Math.floor(options.memoryMb * 0.75)}`;
  return spawn(program.node, [heap, program.main, 'instance', options.token], {
    cwd: options.cwd,
    detached: true,
    stdio: ['ignore', options.log, options.log, 'ipc'],
    env: { ...systemEnvironment(), ...ALLOCATOR.instance, ...options.env },
    windowsHide: true,
    ...(owner === undefined ? {} : owner),
  });
}

/** Waits until the child says where it listens. Rejects when it ends before. */
export function listeningAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void) => {
      clearTimeout(timer);
      child.off('message', onMessage).off('exit', onExit).off('error', onError);
      finish();
    };
    const onMessage = (message: unknown) => {
      const { address } = message as { address?: unknown };
      if (typeof address === 'string') settle(() => resolve(address));
    };
    const onExit = (code: number | null, signal: string | null) =>
      settle(() => reject(new Error(`It ended at its start (${signal ?? `exit code ${code}`})`)));
    const onError = (error: Error) => settle(() => reject(error));
    const timer = setTimeout(
      () => settle(() => reject(new Error('It did not listen within a minute'))),
      SPEAK_LIMIT_MS,
    );
    child.on('message', onMessage).on('exit', onExit).on('error', onError);
  });
}
