import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { InstanceConfig } from '../config/config.js';

/** What the dashboard needs and its port serves; everything else there is unknown. */
const SERVED = ['/operator', '/operators', '/admin', '/health', '/docs'];
const DASHBOARD = '/dashboard/';

/**
 * Opens the operator's port: the dashboard at `/`, and for it the routes it talks to. The same
 * server answers; only the way in is narrower.
 */
export async function listenForDashboard(
  fastify: FastifyInstance,
  config: Pick<InstanceConfig, 'host' | 'dashboardPort'>,
): Promise<{ port: number; close: () => void } | undefined> {
  if (config.dashboardPort === 0) return undefined;
  const server = createServer((request, response) => {
    request.url = targetOf(request.url ?? '/');
    fastify.routing(request as IncomingMessage, response as ServerResponse);
  });
  await listen(server, config.dashboardPort, config.host);
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.close();
      server.closeIdleConnections();
    },
  };
}

function targetOf(url: string): string {
  const path = url.split('?', 1)[0]!;
  const served = SERVED.some((prefix) => path === prefix || path.startsWith(`${prefix}/`));
  return served ? url : DASHBOARD + url.slice(1);
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
}
