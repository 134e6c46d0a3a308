import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * A machine beside this one: a network namespace of its own on a wire to this host, with no way
 * further. It answers HTTP on port 80 with its name, and as a name server every question with
 * `answers`. It counts what reached it, also what it would not have answered.
 */
export class NetHost {
  private process: ChildProcess | undefined;

  private constructor(
    readonly name: string,
    readonly address: string,
    private readonly answers: string,
  ) {}

  /** @param address its own; this host gets the same with `.1` at the end, on the same /24 */
  static async start(name: string, address: string, answers = address): Promise<NetHost> {
    const host = new NetHost(name, address, answers);
    host.remove();
    const near = `${name}-n`;
    const gateway = address.replace(/\d+$/, '1');
    ip('netns', 'add', name);
    ip('link', 'add', near, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name);
    ip('addr', 'add', `${gateway}/24`, 'dev', near);
    ip('link', 'set', near, 'up');
    for (const command of [
      ['addr', 'add', `${address}/24`, 'dev', 'eth0'],
      ['link', 'set', 'lo', 'up'],
      ['link', 'set', 'eth0', 'up'],
    ]) {
      ip('-n', name, ...command);
    }
    await host.listen();
    return host;
  }

  remove(): void {
    this.process?.kill('SIGKILL');
    for (const command of [
      ['link', 'del', `${this.name}-n`],
      ['netns', 'del', this.name],
    ]) {
      try {
        ip(...command);
      } catch {
        // It is not there.
      }
    }
  }

  /** How many questions for names have arrived. */
  async questions(): Promise<number> {
    return Number(await (await fetch(`http://${this.address}/questions`)).text());
  }

  private async listen(): Promise<void> {
    const child = spawn(
      'ip',
      ['netns', 'exec', this.name, process.execPath, '-e', SERVER, this.name, this.answers],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    this.process = child;
    await Promise.race([
      once(child.stdout, 'data'),
      once(child, 'exit').then(() => Promise.reject(new Error('The host did not start'))),
    ]);
  }
}

/** Answers every question of type A with one address, whatever the name is. */
const SERVER = `
const [name, address] = process.argv.slice(1);
let questions = 0;
const dns = require('node:dgram').createSocket('udp4');
dns.on('message', (query, from) => {
  questions++;
  let end = 12;
  while (query[end] !== 0) end += query[end] + 1;
  end += 5;
  const isA = query.readUInt16BE(end - 4) === 1;
  const head = Buffer.from(query.subarray(0, 12));
  head.writeUInt16BE(0x8180, 2);
  head.writeUInt16BE(isA ? 1 : 0, 6);
  head.writeUInt32BE(0, 8);
  const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 5, 0, 4, ...address.split('.').map(Number)]);
  dns.send(Buffer.concat([head, query.subarray(12, end), ...(isA ? [record] : [])]), from.port, from.address);
});
dns.bind(53, '0.0.0.0', () => {
  require('node:http').createServer((request, response) =>
    response.end(request.url === '/questions' ? String(questions) : name)
  ).listen(80, '0.0.0.0', () => console.log('ready'));
});
`;

function ip(...args: string[]): void {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}
