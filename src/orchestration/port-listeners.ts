import { connect, createServer, type Server, type Socket } from 'node:net';
import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { LOGGER, type Logger } from '../common/log-token.js';
import type { App } from '../tenancy/app-row.js';
import { AppsNews } from '../tenancy/apps-news.js';
import { AppsStore } from '../tenancy/apps-store.js';
import { Ports } from '../tenancy/ports.js';
import { AppStatus } from './app-status.js';

const CONNECT_LIMIT_MS = 2000;

interface Listener {
  port: number;
  server: Server;
  /** Open connections, each with the instance that it is for. */
  sockets: Map<Socket, string | undefined>;
}

/** Listens on the port of every app on loopback and passes what comes to its instance, unread. */
@Injectable()
export class PortListeners implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly listeners = new Map<string, Listener>();
  private stopListening: (() => void) | undefined;

  constructor(
    private readonly store: AppsStore,
    private readonly news: AppsNews,
    private readonly ports: Ports,
    private readonly status: AppStatus,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    for (const app of this.store.all()) this.fit(app.id, app);
    this.stopListening = this.news.listen((news) => {
      if (news.kind === 'event') return;
      const app = this.store.find(news.appId);
      this.fit(news.appId, app);
      this.letGo(news.appId, app);
    });
  }

  onModuleDestroy(): void {
    this.stopListening?.();
    for (const appId of this.listeners.keys()) this.close(appId);
  }

  private fit(appId: string, app: App | undefined): void {
    const known = this.listeners.get(appId);
    if (known?.port === app?.port) return;
    this.close(appId);
    if (app?.port !== undefined) this.open(app.id, app.port);
  }

  /**
   * Ends what leads to an instance that is no more. It may have ended without a word, and a
   * connection to an address that nobody has waits for seconds.
   */
  private letGo(appId: string, app: App | undefined): void {
    const now = markOf(app);
    for (const [socket, mark] of this.listeners.get(appId)?.sockets ?? []) {
      if (mark !== undefined && mark !== now) socket.emit('instance-gone');
    }
  }

  private open(appId: string, port: number): void {
    const sockets: Listener['sockets'] = new Map();
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      sockets.set(socket, markOf(this.store.find(appId)));
      socket.on('close', () => sockets.delete(socket));
      this.pass(appId, socket);
    });
    this.listeners.set(appId, { port, server, sockets });
    server.on('error', (error) => {
      this.logger.warn({ port, err: error }, 'the port of an app cannot be opened');
      this.close(appId);
      this.move(appId, port).catch((cause: unknown) =>
        this.logger.error({ err: cause, port }, 'an app has no port'),
      );
    });
    server.listen({ port, host: '127.0.0.1' });
  }

  private pass(appId: string, client: Socket): void {
    const app = this.store.find(appId);
    if (app?.instance === undefined) {
      refuse(client);
      return;
    }
    const [host, port] = splitAddress(app.instance.address);
    const upstream = connect({ host, port, allowHalfOpen: true, noDelay: true });
    let connected = false;
    upstream.setTimeout(CONNECT_LIMIT_MS, () => {
      if (!connected) upstream.destroy(new Error('No connection'));
    });
    upstream.once('connect', () => {
      connected = true;
      upstream.setTimeout(0);
      client.pipe(upstream);
      upstream.pipe(client);
    });
    upstream.on('error', () => {
      if (connected) client.destroy();
      else refuse(client);
    });
    client.once('instance-gone', () => upstream.destroy(new Error('The instance is gone')));
    client.on('error', () => upstream.destroy());
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => {
      if (connected) client.destroySoon();
    });
  }

  /** Something else has the port: the app moves to another one rather than to have none. */
  private async move(appId: string, from: number): Promise<void> {
    await this.ports.take(async (port) => {
      const app = this.store.find(appId);
      if (app?.port !== from) return;
      await this.status.note(appId, {
        reason: 'PortTaken',
        message: `Something else uses port ${from}: ${app.slug} has port ${port} now`,
        event: 'app.port-moved',
        change: { port },
      });
    });
  }

  private close(appId: string): void {
    const known = this.listeners.get(appId);
    this.listeners.delete(appId);
    known?.server.close();
    for (const socket of known?.sockets.keys() ?? []) socket.destroy();
  }
}

/** Tells one run of an app's instance from the next. */
function markOf(app: App | undefined): string | undefined {
  return app?.instance && `${app.instance.id} ${app.instance.startedAt}`;
}

const BODY = JSON.stringify({
  success: false,
  error: { code: 'UNAVAILABLE', message: 'The app is not running', requestId: '-' },
});

/** Answers in the instance's place that there is none: better than a dead line. */
function refuse(client: Socket): void {
  client.on('error', () => client.destroy());
  client.once('data', () => client.resume());
  client.end(
    'HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json; charset=utf-8\r\n' +
      `Content-Length: ${BODY.length}\r\nRetry-After: 1\r\nCache-Control: no-store\r\n` +
      `Connection: close\r\n\r\n${BODY}`,
  );
}

function splitAddress(address: string): [string, number] {
  const at = address.lastIndexOf(':');
  return [address.slice(0, at), Number(address.slice(at + 1))];
}
