import { execFile } from 'node:child_process';
import { isDeepStrictEqual, promisify } from 'node:util';
import type { Logger } from 'pino';
import type { Egress } from '@appbase-pfe/types';
import { Mutex } from '../../common/mutex.js';
import { contains, parseSubnet } from '../../config/subnet.js';
import { bridgeName } from './docker-names.js';

const run = promisify(execFile);
const PATH = '/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin';
const PRIVATE = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
  '100.64.0.0/10',
];
const LISTING_MS = 1000;
/** `iptables` itself waits 5 s for another program that changes the rules. */
const CALL_LIMIT_MS = 15_000;

function isPrivate(address: string): boolean {
  return PRIVATE.some((range) => contains(parseSubnet(range)!, address));
}

/** A rule: its chain, and what follows `-A <chain>`. */
export type Rule = [chain: string, ...rule: string[]];

/**
 * The rules of one app, the first one on top: nothing of it reaches this host, nothing from
 * outside reaches it past the control plane, and it goes out only as far as it may. Where it may
 * go out it may ask the name servers, which mostly are private or on this very host.
 */
export function rulesOf(
  appId: string,
  egress: Egress,
  nameServers: readonly string[] = [],
): Rule[] {
  const bridge = bridgeName(appId);
  const fresh = ['-m', 'conntrack', '--ctstate', 'NEW'];
  const out = ['-i', bridge, '!', '-o', bridge];
  const answers = ['-m', 'conntrack', '--ctstate', 'RELATED,ESTABLISHED'];
  const asked = egress === 'none' ? [] : nameServers.filter(isPrivate);
  const names = (chain: string, target: string, ...from: string[]): Rule[] =>
    asked.flatMap((server) =>
      ['udp', 'tcp'].map((protocol): Rule => [
        chain,
        ...from,
        '-d',
        `${server}/32`,
        '-p',
        protocol,
        '-m',
        protocol,
        '--dport',
        '53',
        '-j',
        target,
      ]),
    );
  const drops: Record<Egress, Rule[]> = {
    none: [['DOCKER-USER', ...out, ...fresh, '-j', 'DROP']],
    internet: [
      ...names('DOCKER-USER', 'RETURN', ...out),
      ...PRIVATE.map((range): Rule => ['DOCKER-USER', ...out, '-d', range, ...fresh, '-j', 'DROP']),
    ],
    lan: [
      ...PRIVATE.map((range): Rule => [
        'DOCKER-USER',
        ...out,
        '-d',
        range,
        ...fresh,
        '-j',
        'RETURN',
      ]),
      ['DOCKER-USER', ...out, ...fresh, '-j', 'DROP'],
    ],
  };
  return [
    ['INPUT', '-i', bridge, ...answers, '-j', 'ACCEPT'],
    ...names('INPUT', 'ACCEPT', '-i', bridge),
    ['INPUT', '-i', bridge, '-j', 'DROP'],
    ['DOCKER-USER', '-o', bridge, '!', '-i', bridge, ...fresh, '-j', 'DROP'],
    ...drops[egress],
  ];
}

/** Keeps the rules of the apps in the host's firewall, where that is allowed. */
export class Firewall {
  /** One change at a time: two that find the same rules missing would set them twice. */
  private readonly mutex = new Mutex();
  private broken: string | undefined;
  private listing: { at: number; text: Promise<string> } | undefined;

  constructor(
    private readonly setting: 'auto' | 'off',
    private readonly nameServers: readonly string[],
    private readonly logger: Logger,
  ) {}

  /** Why there are no rules, or `undefined` when there are. */
  get problem(): string | undefined {
    if (this.setting === 'off') return 'APPBASE_FIREWALL is off';
    return this.broken;
  }

  /** Puts the rules of an app on top; those that are there already are moved nowhere. */
  ensure(appId: string, egress: Egress): Promise<void> {
    return this.keep(appId, () => egress);
  }

  /** The same for an app that may go meanwhile: nothing is done when it has no way out by then. */
  async keep(appId: string, egressNow: () => Egress | undefined): Promise<void> {
    if (this.setting === 'off') return;
    await this.mutex.run(async () => {
      const egress = egressNow();
      if (egress !== undefined) await this.set(appId, egress);
    });
  }

  /** Removes every rule that names the app's bridge. */
  async remove(appId: string): Promise<void> {
    if (this.setting === 'off') return;
    try {
      await this.mutex.run(() => this.clear(appId));
    } catch (error) {
      this.logger.warn({ err: error }, 'the firewall rules of an app cannot be removed');
    }
  }

  private async set(appId: string, egress: Egress): Promise<void> {
    try {
      const wanted = rulesOf(appId, egress, this.nameServers);
      if (isDeepStrictEqual((await this.listed(appId)).map(inOrder), wanted.map(inOrder))) {
        this.broken = undefined;
        return;
      }
      await this.clear(appId);
      // Each goes on top, so the last one first.
      for (const [chain, ...rule] of wanted.toReversed()) {
        await this.change('-I', chain, '1', ...rule);
      }
      this.broken = undefined;
    } catch (error) {
      this.broken = explain(error);
      this.logger.warn({ err: error }, 'the firewall rules of an app cannot be set');
    }
  }

  private async clear(appId: string): Promise<void> {
    for (const rule of await this.listed(appId)) await this.change('-D', ...rule);
  }

  /** The rules as they are; those who ask within a second share an answer. */
  private read(): Promise<string> {
    const now = performance.now();
    if (this.listing === undefined || now - this.listing.at > LISTING_MS) {
      const chains = ['INPUT', 'DOCKER-USER'].map((chain) => iptables('-S', chain));
      this.listing = { at: now, text: Promise.all(chains).then((texts) => texts.join('\n')) };
    }
    return this.listing.text;
  }

  private change(...args: string[]): Promise<string> {
    this.listing = undefined;
    return iptables(...args).finally(() => (this.listing = undefined));
  }

  private async listed(appId: string): Promise<string[][]> {
    const bridge = bridgeName(appId);
    const text = await this.read();
    return text
      .split('\n')
      .filter((line) => line.startsWith('-A ') && line.split(' ').includes(bridge))
      .map((line) => line.split(' ').slice(1));
  }
}

async function iptables(...args: string[]): Promise<string> {
  const options = { env: { PATH }, timeout: CALL_LIMIT_MS };
  const { stdout } = await run('iptables', ['-w', '5', ...args], options);
  return stdout;
}

/** A rule with its parts in one order: `iptables` lists them in another than it was given. */
function inOrder([chain = '', ...words]: readonly string[]): string[] {
  const parts: string[] = [];
  let negation = '';
  for (const word of words) {
    if (word === '!') negation = '! ';
    else if (word.startsWith('-')) {
      parts.push(negation + word);
      negation = '';
    } else parts.push(`${parts.pop() ?? ''} ${word}`);
  }
  return [chain, ...parts.sort()];
}

function explain(error: unknown): string {
  const { code, stderr } = error as { code?: unknown; stderr?: string };
  if (code === 'ENOENT') return 'iptables is not installed';
  return `iptables refuses (${stderr?.trim().split('\n')[0] ?? String(code)})`;
}
