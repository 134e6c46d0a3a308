import { createServer } from 'node:net';
import { Injectable } from '@nestjs/common';
import { errors } from '../common/errors.js';
import { Mutex } from '../common/mutex.js';
import { ControlPlaneConfig } from '../config/control-plane-config.js';
import { AppsStore } from './apps-store.js';

/** The ports of the apps: the lowest one that no app has and that nothing else listens on. */
@Injectable()
export class Ports {
  private readonly mutex = new Mutex();

  constructor(
    private readonly config: ControlPlaneConfig,
    private readonly store: AppsStore,
  ) {}

  /**
   * Finds a free port and hands it to `take`, which stores it. Only one caller at a time, so that
   * no two get the same.
   *
   * @throws AppError `INSUFFICIENT_STORAGE` when all are taken
   */
  take<T>(take: (port: number) => Promise<T>): Promise<T> {
    return this.mutex.run(async () => take(await this.lowestFree()));
  }

  private async lowestFree(): Promise<number> {
    const [first, last] = this.config.appPorts;
    const taken = this.store.takenPorts();
    for (let port = first; port <= last; port++) {
      if (!taken.has(port) && (await canListen(port))) return port;
    }
    throw errors.insufficientStorage(
      `All ports from ${first} to ${last} are taken: delete an app, or widen APPBASE_APP_PORTS`,
    );
  }
}

/** Whether a program can listen on the loopback port now. */
export function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () =>
      server.close(() => resolve(true)),
    );
  });
}
