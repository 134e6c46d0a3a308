import { networkInterfaces } from 'node:os';
import { type Duplex, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { Container } from 'dockerode';
import { ControlPlaneConfig } from '../../config/control-plane-config.js';
import type { App } from '../../tenancy/app-row.js';
import type { Verdict } from '../instance-runtime.js';
import { appNetwork, bridgeName } from './docker-names.js';
import type { Engine } from './engine.js';
import type { Firewall } from './firewall.js';

const CONNECT_LIMIT_MS = 1500;
/** A busy machine takes seconds to start the program. */
const OUTPUT_LIMIT_MS = 15_000;

/** Tries to connect from inside a container; prints what was reached. */
const SCRIPT = `
const { connect } = require('node:net');
const targets = JSON.parse(process.argv[1]);
Promise.all(targets.map(([host, port]) => new Promise((done) => {
  const socket = connect({ host, port, timeout: ${CONNECT_LIMIT_MS} });
  const end = (result) => { socket.destroy(); done(result); };
  // Refused means that the packet arrived and was answered: only silence is closed.
  socket.on('connect', () => end(host + ':' + port));
  socket.on('timeout', () => end(null));
  socket.on('error', (error) => end(error.code === 'ECONNREFUSED' ? host + ':' + port : null));
}))).then((reached) => console.log(JSON.stringify(reached.filter(Boolean))));
`;

/** Proves from inside an app's container that the way to this host is closed. */
export class SelfTest {
  constructor(
    private readonly engine: Engine,
    private readonly config: ControlPlaneConfig,
    private readonly firewall: Firewall,
  ) {}

  async run(app: App, container: Container): Promise<Verdict> {
    const targets = this.targets(app);
    const reached = await this.tryFromInside(container, targets);
    if (reached === undefined) {
      return verdict('unknown', 'TestFailed', 'The test could not be run inside the container');
    }
    if (reached.length === 0) {
      return verdict(
        true,
        'SelfTestPassed',
        `${targets.length} addresses of this host were tried from inside: none answered`,
      );
    }
    const why = this.firewall.problem;
    const remedy =
      why === undefined
        ? 'Other firewall rules of this host stand above those of AppBase'
        : `${why}: the control plane needs NET_ADMIN and iptables to close it`;
    return verdict(
      false,
      'HostReachable',
      `From inside the app this host answers at ${reached.join(', ')}. ${remedy}. ` +
        'The control plane itself refuses requests from the pool',
    );
  }

  /** This host by its addresses: the control plane's port, and one of the system's own. */
  private targets(app: App): [string, number][] {
    const { gateway } = appNetwork(this.config.networkPool, app.subnet!);
    const own = Object.entries(networkInterfaces())
      .filter(([name]) => !name.startsWith('ab-') && name !== bridgeName(app.id))
      .flatMap(([, addresses]) => addresses ?? [])
      .filter(({ family, internal }) => family === 'IPv4' && !internal)
      .map(({ address }) => address);
    return [gateway, ...own.slice(0, 4)].flatMap((host): [string, number][] => [
      [host, this.config.port || 3000],
      [host, 22],
    ]);
  }

  private async tryFromInside(
    container: Container,
    targets: [string, number][],
  ): Promise<string[] | undefined> {
    try {
      const exec = await container.exec({
        Cmd: ['node', '-e', SCRIPT, JSON.stringify(targets)],
        AttachStdout: true,
        AttachStderr: false,
        Tty: false,
        Env: ['NODE_OPTIONS='],
      });
      const stream = await exec.start({ hijack: true, stdin: false });
      const output = await this.collect(stream);
      return JSON.parse(output) as string[];
    } catch {
      return undefined;
    }
  }

  private async collect(stream: Duplex): Promise<string> {
    let text = '';
    const into = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        text += chunk.toString();
        done();
      },
    });
    this.engine.docker.modem.demuxStream(stream, into, into);
    try {
      await finished(stream, { writable: false, signal: AbortSignal.timeout(OUTPUT_LIMIT_MS) });
      return text;
    } finally {
      stream.destroy();
    }
  }
}

function verdict(status: Verdict['status'], reason: string, message: string): Verdict {
  return { type: 'Isolated', status, reason, message };
}
