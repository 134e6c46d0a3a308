import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Logger } from 'pino';
import type { Egress } from '@appbase-pfe/types';
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
  async ensure(appId: string, egress: Egress): Promise<void> {
    if (this.setting === 'off') return;
    try {
      const wanted = rulesOf(appId, egress, this.nameServers);
      // The number tells the ways out apart, and whether somebody has taken rules away.
      if ((await this.listed(appId)).length === wanted.length) {
        this.broken = undefined;
        return;
      }
      await this.remove(appId);
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

  /** Removes every rule that names the app's bridge. */
  async remove(appId: string): Promise<void> {
    if (this.setting === 'off') return;
    try {
      for (const rule of await this.listed(appId)) await this.change('-D', ...rule);
    } catch (error) {
      this.logger.warn({ err: error }, 'the firewall rules of an app cannot be removed');
    }
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
  const { stdout } = await run('iptables', ['-w', '5', ...args], { env: { PATH } });
  return stdout;
}

function explain(error: unknown): string {
  const { code, stderr } = error as { code?: unknown; stderr?: string };
  if (code === 'ENOENT') return 'iptables is not installed';
  return `iptables refuses (${stderr?.trim().split('\n')[0] ?? String(code)})`;
}
