import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Calls the engine's own client. */
export async function docker(...args: string[]): Promise<string> {
  const { stdout } = await run('docker', args, {
    timeout: 60_000,
    env: { ...process.env, DOCKER_BUILDKIT: '0' },
  });
  return stdout.trim();
}

/** Runs JavaScript inside a container, as the app's own user, and reads what it prints as JSON. */
export async function inside<T>(container: string, script: string): Promise<T> {
  return JSON.parse(
    await docker('exec', '-e', 'NODE_OPTIONS=', container, 'node', '-e', script),
  ) as T;
}

/**
 * Tries to connect from inside a container. `open` and `refused` mean that a packet arrived;
 * `closed` that none did.
 */
export function connectFromInside(
  container: string,
  targets: [host: string, port: number][],
): Promise<Record<string, string>> {
  return inside(
    container,
    `const { connect } = require('node:net');
     const targets = ${JSON.stringify(targets)};
     Promise.all(targets.map(([host, port]) => new Promise((done) => {
       const socket = connect({ host, port, timeout: 2500 });
       const end = (result) => { socket.destroy(); done([host + ':' + port, result]); };
       socket.on('connect', () => end('open')).on('timeout', () => end('closed'))
         .on('error', (error) => end(error.code === 'ECONNREFUSED' ? 'refused' : 'closed'));
     }))).then((all) => { console.log(JSON.stringify(Object.fromEntries(all))); process.exit(); });`,
  );
}

/** Everything of an app that the engine and the firewall hold. */
export async function leftovers(appId: string, bridge: string): Promise<string[]> {
  const label = `label=appbase.app=${appId}`;
  const found = await Promise.all([
    docker('ps', '-aq', '--filter', label),
    docker('network', 'ls', '-q', '--filter', label),
    run('iptables', ['-S']).then(({ stdout }) =>
      stdout
        .split('\n')
        .filter((line) => line.includes(bridge))
        .join('\n'),
    ),
  ]);
  return found.filter((text) => text !== '');
}
