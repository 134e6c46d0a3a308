import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GUEST } from '../access/caller.js';
import type { App } from '../tenancy/app-row.js';
import type { MasterIdentity } from '../tenancy/master-identity.js';
import { InstanceClient } from './instance-client.js';

/** What is in an app's container may be anything by now: nothing it says may harm the others. */
describe('what an instance answers', () => {
  const servers: Server[] = [];
  const listen = async (answer: RequestListener) => {
    const server = createServer(answer);
    servers.push(server);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  const client = new InstanceClient({ sign: async () => 'token' } as unknown as MasterIdentity);
  const ask = async (answer: RequestListener) =>
    client.call({ instance: { address: await listen(answer) } } as App, GUEST, 'GET', '/keys').then(
      (data) => ({ data }),
      ({ code }: { code: string }) => ({ code }),
    );

  it('is handed on', async () => {
    const answer = await ask((_request, response) => response.end('{"data":{"a":1}}'));
    expect(answer).toEqual({ data: { a: 1 } });
  });

  it('is handed on when it is an error', async () => {
    const answer = await ask((_request, response) => {
      response.writeHead(404).end('{"error":{"code":"NOT_FOUND","message":"x"}}');
    });
    expect(answer).toEqual({ code: 'NOT_FOUND' });
  });

  it.each([
    ['no JSON', '<html>'],
    ['no object', 'null'],
    ['an error that there is not', '{"error":{"code":"__proto__","message":"x"}}'],
  ])('is refused: %s', async (_what, body) => {
    expect(await ask((_request, response) => response.end(body))).toEqual({ code: 'UNAVAILABLE' });
  });

  it('leads nowhere else', async () => {
    let asked = 0;
    const elsewhere = await listen((_request, response) => {
      asked++;
      response.end('{"data":"a secret of this host"}');
    });
    const answer = await ask((_request, response) => {
      response.writeHead(307, { location: `http://${elsewhere}/` }).end();
    });
    expect([answer, asked]).toEqual([{ code: 'UNAVAILABLE' }, 0]);
  });

  it('is not read for ever', async () => {
    let sent = 0;
    const answer = await ask((_request, response) => {
      const part = Buffer.alloc(1024 * 1024, 32);
      const more = () => {
        // A hundred times as much as is read of it, if nobody hangs up.
        while (sent < 400 && !response.destroyed) {
          sent++;
          if (!response.write(part)) return void response.once('drain', more);
        }
        response.end();
      };
      more();
    });
    expect(answer).toEqual({ code: 'UNAVAILABLE' });
    expect(sent).toBeLessThan(50);
  });
});
