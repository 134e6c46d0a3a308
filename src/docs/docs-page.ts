import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { errors } from '../common/errors.js';
import { ApiDocument } from './api-document.js';
import { LOOK, START } from './docs-look.js';

const FOLDER = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

/** What the page may load of the package, with its type; nothing else of it is served. */
const ASSETS: Record<string, string> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

/** Everything from this server, and no inline script. The UI sets inline styles and data images. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const INDEX = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="color-scheme" content="light dark" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>API documentation</title>
    <link rel="icon" type="image/png" href="/docs/assets/favicon-32x32.png" />
    <link rel="stylesheet" href="/docs/assets/swagger-ui.css" />
    <link rel="stylesheet" href="/docs/assets/look.css" />
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/docs/assets/swagger-ui-bundle.js"></script>
    <script src="/docs/assets/start.js"></script>
  </body>
</html>
`;

/** What is ours of the page. */
const OWN: Record<string, readonly [type: string, text: string]> = {
  'start.js': ['text/javascript; charset=utf-8', START],
  'look.css': ['text/css; charset=utf-8', LOOK],
};

/** Swagger UI, served from the installed package. */
@Injectable()
export class DocsPage {
  private readonly loaded = new Map<string, Promise<Buffer>>();

  constructor(private readonly document: ApiDocument) {}

  sendIndex(reply: FastifyReply): void {
    this.document.requireOn();
    void reply
      .header('content-security-policy', POLICY)
      .header('cache-control', 'no-cache')
      .type('text/html; charset=utf-8')
      .send(INDEX);
  }

  async sendAsset(reply: FastifyReply, name: string): Promise<void> {
    this.document.requireOn();
    void reply.header('cache-control', 'no-cache');
    const own = Object.hasOwn(OWN, name) ? OWN[name] : undefined;
    if (own !== undefined) {
      void reply.type(own[0]).send(own[1]);
      return;
    }
    const type = Object.hasOwn(ASSETS, name) ? ASSETS[name] : undefined;
    if (type === undefined) throw errors.notFound('There is no such file');
    const bytes = this.loaded.get(name) ?? readFile(join(FOLDER, name));
    this.loaded.set(name, bytes);
    void reply.type(type).send(await bytes);
  }
}
