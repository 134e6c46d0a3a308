import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { buildSdk } from './sdk-build.js';

const root = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

/** An example as its users get it: built, and served from an origin of its own. */
export interface ExampleApp {
  origin: string;
  close(): Promise<void>;
}

/** Builds an example on the library as it is now, and serves it on `localhost`. */
export async function serveExample(name: string): Promise<ExampleApp> {
  const home = join(root, 'examples', name);
  await buildSdk();
  await run(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build'], {
    cwd: home,
  });
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const file = join(home, 'dist', pathname === '/' ? 'index.html' : pathname);
    readFile(file).then(
      (bytes) => {
        response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream');
        response.end(bytes);
      },
      () => response.writeHead(404).end(),
    );
  });
  await listen(server);
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

const listen = (server: Server) => new Promise<void>((done) => server.listen(0, '127.0.0.1', done));

/** Debian's Chromium with an empty profile. */
export const launchChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

/** A device of its own: its own storage and cookies, and everything it has sent. */
export interface Device {
  page: Page;
  /** Addresses, headers and bodies of all requests. */
  sent: string[];
  /** Errors that nobody caught, and requests to elsewhere. */
  problems: string[];
  close(): Promise<void>;
}

/** Opens a device that may talk to `origins` only. */
export async function openDevice(
  browser: Browser,
  origins: readonly string[],
  options: BrowserContextOptions = {},
): Promise<Device> {
  const context = await browser.newContext({ acceptDownloads: true, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const sent: string[] = [];
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('request', (request) => {
    const body = request.postDataBuffer()?.toString('latin1') ?? '';
    sent.push([request.url(), JSON.stringify(request.headers()), body].join('\n'));
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith('http') && !origins.includes(origin)) problems.push(request.url());
  });
  return { page, sent, problems, close: () => context.close() };
}
