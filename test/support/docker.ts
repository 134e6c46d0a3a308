import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
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

/** What the allocator of the program in a container was told. */
export function allocatorOf(container: string): Promise<string[]> {
  return inside(
    container,
    `const fs = require('node:fs');
     const read = (pid, name) => { try { return fs.readFileSync('/proc/' + pid + '/' + name, 'utf8').split('\\0'); } catch { return []; } };
     // Not the init of the container, which has the same words in its own line.
     const isProgram = ([first = '', ...more]) => first.endsWith('node') && more.includes('/app/dist/main.js');
     const program = fs.readdirSync('/proc').find((pid) => isProgram(read(pid, 'cmdline')));
     console.log(JSON.stringify(read(program, 'environ').filter((one) => one.startsWith('MALLOC_')).sort()));`,
  );
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

export async function iptables(...args: string[]): Promise<string> {
  return (await run('iptables', ['-w', '5', ...args], { timeout: 20_000 })).stdout;
}

/** Everything of an app that the engine and the firewall hold. */
export async function leftovers(appId: string, bridge: string): Promise<string[]> {
  const label = `label=appbase.app=${appId}`;
  const found = await Promise.all([
    docker('ps', '-aq', '--filter', label),
    docker('network', 'ls', '-q', '--filter', label),
    iptables('-S').then((rules) =>
      rules
        .split('\n')
        .filter((line) => line.includes(bridge))
        .join('\n'),
    ),
  ]);
  return found.filter((text) => text !== '');
}

const PID_FILE = '/var/run/docker.pid';
const STOP_LIMIT_MS = 30_000;

/** Stops the engine, and all containers with it, as an upgrade of the machine does. */
export async function stopEngine(): Promise<void> {
  const pid = Number(readFileSync(PID_FILE, 'utf8'));
  if (ownedBySystemd(pid)) {
    await run('systemctl', ['stop', 'docker.socket', 'docker.service']);
    return;
  }
  process.kill(pid, 'SIGTERM');
  await untilGone(pid);
}

/** Ends the engine as a crash does: the containers go on, and the next engine finds them. */
export async function killEngine(): Promise<void> {
  const pid = Number(readFileSync(PID_FILE, 'utf8'));
  process.kill(pid, 'SIGKILL');
  await untilGone(pid);
}

async function untilGone(pid: number): Promise<void> {
  const deadline = Date.now() + STOP_LIMIT_MS;
  while (existsSync(`/proc/${pid}`)) {
    if (Date.now() > deadline) throw new Error('The engine does not stop');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export async function startEngine(): Promise<void> {
  // Does nothing where there is no such service, or no systemd.
  await run('systemctl', ['start', 'docker']).catch(() => undefined);
  await run(fileURLToPath(new URL('../../scripts/ci/engine.sh', import.meta.url)), []);
}

function ownedBySystemd(pid: number): boolean {
  return readFileSync(`/proc/${pid}/cgroup`, 'utf8').includes('docker.service');
}
