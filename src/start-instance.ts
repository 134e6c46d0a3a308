import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { createServer, type Server } from './app.setup.js';
import type { InstanceConfig } from './config/config.js';
import { Database } from './database/database.js';
import { addressToOpen, urlOf } from './http/addresses.js';
import { listenForDashboard } from './http/dashboard-port.js';
import { InstanceModule } from './instance.module.js';
import { FirstOperator } from './operators/first-operator.js';
import type { Running } from './run.js';

export interface RunningInstance extends Running {
  /** Base URL of the API. */
  url: string;
  /** Base URL of the dashboard port, when there is one. */
  dashboardUrl: string | undefined;
  server: Server;
}

const DOCUMENT = {
  title: 'AppBase: one app',
  description:
    'Users, records with live events and files of one app, and its administration. ' +
    'Every answer but files, health, metrics and documents is in an envelope.',
  cookieName: 'appbase_operator_<appId>',
};

/** Starts one app's backend: the API on its port, the dashboard on a second one. */
export async function startInstance(
  config: InstanceConfig,
  logger: Logger,
): Promise<RunningInstance> {
  const server = await createServer(InstanceModule.forRoot(config, logger), {
    trustedProxies: config.trustedProxies,
    logger,
    document: DOCUMENT,
    console: { at: '/dashboard', page: 'index.html' },
  });
  await server.app.listen(config.port, config.host);
  const { port } = server.fastify.server.address() as AddressInfo;
  // A control plane that started this process hears where it listens.
  process.send?.({ address: `${config.host}:${port}` }, undefined, undefined, () => undefined);
  const dashboard = await listenForDashboard(server.fastify, config);
  const opened = dashboard
    ? addressToOpen(config.host, dashboard.port)
    : addressToOpen(config.host, port, '/dashboard/');
  logger.info({ host: config.host, port, dashboard: opened }, 'AppBase is ready');
  // A managed instance keeps no accounts: its operators come from the control plane.
  if (config.managed === undefined)
    server.app.get(FirstOperator, { strict: false }).announce(opened);
  return {
    url: urlOf(config.host, port),
    dashboardUrl: dashboard && urlOf(config.host, dashboard.port),
    server,
    onFailure: (listener) => server.app.get(Database, { strict: false }).onFailure(listener),
    close: async () => {
      dashboard?.close();
      await server.app.close();
    },
  };
}
