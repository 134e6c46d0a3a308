import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { AppFolders, Owner } from '../../tenancy/app-folders.js';
import type { App } from '../../tenancy/app-row.js';
import type { InstanceProgram } from './instance-program.js';
import type { Verdict } from '../instance-runtime.js';

const run = promisify(execFile);
/** A folder beside those of the apps, for a moment. */
const PROBE = '.reach';

/**
 * Chooses the user of child processes: one for each app where the control plane is root and such
 * a user can reach the program and the data.
 */
export class ProcessOwners {
  private reachable: Promise<boolean> | undefined;

  constructor(
    private readonly folders: AppFolders,
    private readonly program: InstanceProgram,
  ) {}

  /** Finds out early, so that the first app need not wait for it. */
  look(): void {
    if (this.folders.owner(0) !== undefined) void this.isReachable();
  }

  async of(app: App): Promise<{ owner: Owner; verdict: Verdict }> {
    const owner = this.folders.owner(app.number);
    if (owner === undefined) return { owner: undefined, verdict: isolated(SAME_USER) };
    if (await this.isReachable()) {
      this.folders.prepareData(app.id, owner);
      return { owner, verdict: isolated(OWN_USER) };
    }
    this.folders.prepareData(app.id, { uid: process.getuid!(), gid: process.getgid!() });
    return { owner: undefined, verdict: isolated(UNREACHABLE) };
  }

  private isReachable(): Promise<boolean> {
    this.reachable ??= this.tryToReach();
    return this.reachable;
  }

  /** Reads the program and writes where data are, as a user that no app has. */
  private async tryToReach(): Promise<boolean> {
    const nobody = this.folders.owner(0)!;
    this.folders.prepareData(PROBE, nobody);
    const script = `const { accessSync, constants } = require('node:fs');
      accessSync(${JSON.stringify(this.program.main)}, constants.R_OK);
      accessSync(${JSON.stringify(this.folders.data(PROBE))}, constants.W_OK);`;
    try {
      await run(this.program.node, ['-e', script], { ...nobody, env: {}, timeout: 20_000 });
      return true;
    } catch {
      return false;
    } finally {
      await this.folders.wipe(PROBE);
    }
  }
}

const OWN_USER = 'It has a user of its own, but shares the network of this machine';
const SAME_USER = 'It runs as the user of the control plane and shares the network of this machine';
const UNREACHABLE =
  `${SAME_USER}: a user of its own could not reach the program or the data folder ` +
  '(put both where all users may pass, /opt and /srv for example)';

function isolated(message: string): Verdict {
  return {
    type: 'Isolated',
    status: false,
    reason: 'ProcessRuntime',
    message: `For development and trusted apps. ${message}. Docker isolates apps from each other`,
  };
}
