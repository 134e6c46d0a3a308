import Docker, { type DockerOptions } from 'dockerode';
import { RuntimeProblem } from '../instance-runtime.js';

/** How long the engine may take to answer a call. */
const CALL_LIMIT_MS = 30_000;
const PING_LIMIT_MS = 3000;

/** The container engine. Its answers that mean "it is so already" are no errors. */
export class Engine {
  readonly docker: Docker;
  /** For answers that go on: no limit of time. */
  readonly streaming: Docker;

  constructor(
    private readonly where: DockerOptions = {},
    callLimitMs = CALL_LIMIT_MS,
  ) {
    this.docker = limited(where, callLimitMs);
    this.streaming = new Docker(where);
  }

  /** Why the engine cannot be used, or `undefined`. */
  async problem(): Promise<string | undefined> {
    try {
      await limited(this.where, PING_LIMIT_MS).ping();
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  }

  /** The id of an image; `undefined` when it is not here. */
  async imageId(name: string): Promise<string | undefined> {
    const image = await unless(404, this.docker.getImage(name).inspect());
    return image?.Id;
  }
}

type Answered = (error: unknown, answer?: unknown) => void;

/**
 * A client whose every call ends. Its own limit ends with the first byte of an answer, and it never
 * hears of an answer that breaks off: an engine that is killed would leave the call open for ever.
 */
function limited(where: DockerOptions, limitMs: number): Docker {
  const docker = new Docker({ ...where, timeout: limitMs });
  const modem = docker.modem as { dial(options: unknown, answered: Answered): void };
  const dial = modem.dial.bind(modem);
  modem.dial = (options, answered) => {
    let open = true;
    const settle: Answered = (error, answer) => {
      if (!open) return;
      open = false;
      clearTimeout(timer);
      answered(error, answer);
    };
    const late = () => settle(new NoAnswer(`No answer within ${Math.ceil(limitMs / 1000)} s`));
    const timer = setTimeout(late, limitMs);
    dial(options, settle);
  };
  return docker;
}

class NoAnswer extends Error {
  readonly code = 'ETIMEDOUT';
}

/** The answer of a call, or `undefined` when it failed with one of these statuses. */
export async function unless<T>(
  status: number | number[],
  call: Promise<T>,
): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    const { statusCode } = error as { statusCode?: number };
    if (statusCode !== undefined && [status].flat().includes(statusCode)) return undefined;
    throw error;
  }
}

interface Failure extends Error {
  /** An answer of the engine. */
  statusCode?: number;
  json?: { message?: string };
  /** A call of the system: that of the engine's socket, or that of a file. */
  code?: string;
  syscall?: string;
  path?: string;
}

/** What may pass by itself: a disk that is full. */
const ROOM = ['ENOSPC', 'EDQUOT'];
const NO_CONNECTION = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOENT'];

/** Turns what stands in the way into a problem that says what to do; faults stay what they are. */
export function engineProblem(error: unknown): unknown {
  if (error instanceof RuntimeProblem) return error;
  const failure = error as Failure;
  const { statusCode, code = '', name } = failure;
  if (statusCode !== undefined) return answerProblem(failure, statusCode);
  if (isOfFile(failure)) return folderProblem(failure);
  const isAbort = name === 'AbortError' || name === 'TimeoutError';
  if (code === 'EACCES') return unavailable(failure, MAY_NOT);
  return isAbort || NO_CONNECTION.includes(code) ? unavailable(failure, START_IT) : error;
}

const START_IT = 'Start it: the app follows by itself';
const MAY_NOT = 'The control plane must be root or in the group that may use it, mostly “docker”';

function unavailable(cause: Failure, remedy: string): RuntimeProblem {
  return problem(
    'unknown',
    'EngineUnavailable',
    `Docker does not answer (${cause.message}). ${remedy}`,
    'wait',
    cause,
  );
}

function answerProblem(cause: Failure, statusCode: number): RuntimeProblem {
  const said = (cause.json?.message ?? cause.message).trim();
  if (statusCode < 500) return problem(false, 'EngineRefused', said, 'change', cause);
  const message = `Docker could not do it: ${said}. Its own log may say more; it is tried again`;
  return problem(false, 'EngineFailed', message, 'wait', cause);
}

/** A file names its path, unless it is open already; so does the socket, to which one connects. */
function isOfFile({ path, syscall, code = '' }: Failure): boolean {
  return ROOM.includes(code) || (path !== undefined && syscall !== 'connect');
}

function folderProblem(cause: Failure): RuntimeProblem {
  const hasNoRoom = ROOM.includes(cause.code ?? '');
  const remedy = hasNoRoom
    ? 'Make room on the disk of APPBASE_DATA_DIR'
    : 'The control plane must own APPBASE_DATA_DIR and what is in it, or be root';
  const message = `The folders of the app cannot be made (${cause.message}). ${remedy}`;
  return problem(false, 'FolderRefused', message, hasNoRoom ? 'wait' : 'change', cause);
}

function problem(
  status: false | 'unknown',
  reason: string,
  message: string,
  kind: 'wait' | 'change',
  cause: Error,
): RuntimeProblem {
  return new RuntimeProblem({ type: 'Provisioned', status, reason, message }, kind, { cause });
}
