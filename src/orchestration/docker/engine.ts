import Docker from 'dockerode';
import { RuntimeProblem } from '../instance-runtime.js';

/** How long the engine may take to answer a call. */
const CALL_LIMIT_MS = 30_000;
const PING_LIMIT_MS = 3000;

/** The container engine. Its answers that mean "it is so already" are no errors. */
export class Engine {
  readonly docker: Docker;
  /** For answers that go on: no limit of time. */
  readonly streaming: Docker;

  constructor() {
    this.docker = new Docker({ timeout: CALL_LIMIT_MS });
    this.streaming = new Docker();
  }

  /** Why the engine cannot be used, or `undefined`. */
  async problem(): Promise<string | undefined> {
    try {
      await new Docker({ timeout: PING_LIMIT_MS }).ping();
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

/** Turns a dead engine into a problem that names itself; other errors stay what they are. */
export function engineProblem(error: unknown): unknown {
  if (error instanceof RuntimeProblem) return error;
  const { statusCode, message } = error as { statusCode?: number; message: string };
  if (statusCode !== undefined && statusCode < 500) {
    return new RuntimeProblem(
      { type: 'Provisioned', status: false, reason: 'EngineRefused', message },
      'change',
      { cause: error },
    );
  }
  return new RuntimeProblem(
    {
      type: 'Provisioned',
      status: 'unknown',
      reason: 'EngineUnavailable',
      message: `Docker does not answer (${message}). Start it: the app follows by itself`,
    },
    'wait',
    { cause: error },
  );
}
