import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RuntimeProblem } from '../instance-runtime.js';
import { Engine, engineProblem } from './engine.js';

const LIMIT_MS = 300;

/** An engine that begins to answer, and then does what the name of the container says. */
describe('an engine that does not answer to the end', () => {
  const folder = mkdtempSync(join(tmpdir(), 'appbase-engine-'));
  const socketPath = join(folder, 'docker.sock');
  const engine = new Engine({ socketPath }, LIMIT_MS);
  const begin = (response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 });
    response.write('{"Id":');
  };
  const server = createServer(({ url = '' }, response) => {
    if (url.includes('mute')) return;
    begin(response);
    if (url.includes('killed')) setImmediate(() => response.socket?.destroy());
  });

  beforeAll(async () => {
    await once(server.listen(socketPath), 'listening');
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true });
  });

  it.each(['mute', 'stalled', 'killed'])('is told from one that does: %s', async (how) => {
    const error = await engine.docker
      .getContainer(how)
      .inspect()
      .catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(Error);
    expect((engineProblem(error) as RuntimeProblem).verdict.reason).toBe('EngineUnavailable');
  });
});

describe('engineProblem', () => {
  const answer = (statusCode: number, message: string) =>
    Object.assign(new Error(`(HTTP code ${statusCode}) x - ${message} `), {
      statusCode,
      json: { message },
    });
  const system = (code: string, syscall: string, more: object = {}) =>
    Object.assign(new Error(`${syscall} ${code}`), { code, syscall, ...more });
  const socket = { address: '/var/run/docker.sock' };

  it.each([
    [
      'no engine',
      system('ENOENT', 'connect', socket),
      'EngineUnavailable',
      'wait',
      /Docker does not answer.*Start it/,
    ],
    [
      'an engine that may not be used',
      system('EACCES', 'connect', socket),
      'EngineUnavailable',
      'wait',
      /in the group that may use it/,
    ],
    ['a refusal', answer(400, 'only 2 CPUs'), 'EngineRefused', 'change', /^only 2 CPUs$/],
    [
      'a failure of the engine itself',
      answer(500, 'no such device'),
      'EngineFailed',
      'wait',
      /^Docker could not do it: no such device\. /,
    ],
    [
      'a folder of somebody else',
      system('EPERM', 'chown', { path: '/srv/x' }),
      'FolderRefused',
      'change',
      /must own APPBASE_DATA_DIR/,
    ],
    ['a full disk', system('ENOSPC', 'write'), 'FolderRefused', 'wait', /Make room/],
  ])('says what to do: %s', (_what, error, reason, kind, message) => {
    const problem = engineProblem(error) as RuntimeProblem;
    expect(problem).toBeInstanceOf(RuntimeProblem);
    expect([problem.verdict.reason, problem.kind]).toEqual([reason, kind]);
    expect(problem.verdict.message).toMatch(message);
  });

  it('leaves a fault of ours what it is, so that it is logged as one', () => {
    const fault = new TypeError('x is not a function');
    expect(engineProblem(fault)).toBe(fault);
  });
});
