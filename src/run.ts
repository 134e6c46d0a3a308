import type { Logger } from 'pino';
import { InstanceConfig } from './config/config.js';
import { ConfigError } from './config/settings.js';
import { surviveBackgroundFaults } from './common/background-faults.js';
import { collectAfterStart } from './common/garbage.js';
import { createLogger } from './common/logger.js';

/** After this long a shutdown that hangs is cut off. */
const SHUTDOWN_LIMIT_MS = 14_000;
/** How long the refusals of a stopped database may take to reach their callers. */
const LAST_ANSWERS_MS = 500;

/** A started server of either role. */
export interface Running {
  /** Ends streams, finishes what is under way, closes the database. */
  close(): Promise<void>;
  /** Calls `listener` when an I/O error has stopped the database. */
  onFailure(listener: (error: Error) => void): void;
}

/** Starts a role from the process's environment and stops it on SIGINT and SIGTERM. */
export async function run(role: string): Promise<void> {
  try {
    const started = start(role);
    // From the first moment: a signal while it starts stops it in order, as soon as it can be.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => void started.then(stop, () => undefined));
    }
    const running = await started;
    collectAfterStart();
    running.onFailure(() => setTimeout(() => process.exit(1), LAST_ANSWERS_MS));
  } catch (error) {
    const text = error instanceof ConfigError ? error.message : explain(error);
    process.stderr.write(`AppBase did not start. ${text}\n`);
    // What had been opened before it failed would keep the process alive.
    process.exit(1);
  }
}

async function start(role: string): Promise<Running> {
  // Each role loads its own code alone: many instances run on one machine.
  if (role === 'control-plane') {
    const { ControlPlaneConfig } = await import('./config/control-plane-config.js');
    const { startControlPlane } = await import('./start-control-plane.js');
    const config = new ControlPlaneConfig(process.env);
    return startControlPlane(config, makeLogger(config.logLevel));
  }
  const { startInstance } = await import('./start-instance.js');
  const config = new InstanceConfig(process.env);
  return startInstance(config, makeLogger(config.logLevel));
}

function makeLogger(level: string): Logger {
  const logger = createLogger(level);
  surviveBackgroundFaults(logger);
  return logger;
}

async function stop(running: Running): Promise<void> {
  setTimeout(() => process.exit(1), SHUTDOWN_LIMIT_MS).unref();
  await running.close();
  process.exit(0);
}

function explain(error: unknown): string {
  const { code, message, port } = error as { code?: string; message: string; port?: number };
  if (code === 'EADDRINUSE') {
    return `Port ${port} is taken: stop what uses it, or set APPBASE_PORT or APPBASE_DASHBOARD_PORT`;
  }
  if (code === 'EACCES') return `${message}: check the permissions of the data folder and the port`;
  return message;
}
