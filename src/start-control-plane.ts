import type { AddressInfo, Socket } from 'node:net';
import type { Logger } from 'pino';
import { createServer, type Server } from './app.setup.js';
import type { ControlPlaneConfig } from './config/control-plane-config.js';
import { contains } from './config/subnet.js';
import { ControlPlaneModule } from './control-plane.module.js';
import { Database } from './database/database.js';
import { addressToOpen, urlOf } from './http/addresses.js';
import { FirstOperator } from './operators/first-operator.js';
import type { Running } from './run.js';

export interface RunningControlPlane extends Running {
  url: string;
  server: Server;
}

const DOCUMENT = {
  title: 'AppBase: control plane',
  description: 'Registers apps, runs an isolated instance of each and shows how they are.',
  cookieName: 'appbase_master',
};

/** Starts the control plane: its API, and everything that keeps the apps running. */
export async function startControlPlane(
  config: ControlPlaneConfig,
  logger: Logger,
): Promise<RunningControlPlane> {
  const server = await createServer(ControlPlaneModule.forRoot(config, logger), {
    trustedProxies: config.trustedProxies,
    logger,
    document: DOCUMENT,
    console: { at: '', page: 'console.html' },
  });
  // An app's container reaches the host by its gateway: nothing here is for it.
  server.fastify.server.prependListener('connection', (socket: Socket) => {
    if (contains(config.networkPool, socket.remoteAddress)) socket.destroy();
  });
  await server.app.listen(config.port, config.host);
  const { port } = server.fastify.server.address() as AddressInfo;
  const dashboard = addressToOpen(config.host, port);
  logger.info({ host: config.host, port, dashboard }, 'The AppBase control plane is ready');
  server.app.get(FirstOperator, { strict: false }).announce(dashboard);
  return {
    url: urlOf(config.host, port),
    server,
    onFailure: (listener) => server.app.get(Database, { strict: false }).onFailure(listener),
    close: () => server.app.close(),
  };
}
