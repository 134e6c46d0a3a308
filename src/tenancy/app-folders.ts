import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { writeFileAtomically } from '../common/atomic-file.js';
import { ControlPlaneConfig } from '../config/control-plane-config.js';

/** Whom the files of an app belong to; `undefined` leaves them with the control plane's own user. */
export type Owner = { uid: number; gid: number } | undefined;

/** The first user id that apps get; the app's number is added. Far from people and services. */
const FIRST_UID = 210_000;

/** The app's first key, kept only until its instance has taken it. */
export interface FirstKey {
  id: string;
  name: string;
  value: string;
  createdAt: number;
}

/** Files of the control plane that are for nobody else. */
const PRIVATE = ['master.sqlite', 'master.sqlite-wal', 'master.sqlite-shm', 'lock', 'lock-journal'];

/**
 * Where the files of each app are. Its data belong to the app's own user; what the control plane
 * tells it lies outside, in a folder that the app cannot change.
 */
@Injectable()
export class AppFolders implements OnModuleInit {
  constructor(private readonly config: ControlPlaneConfig) {}

  /**
   * Closes the data folder to others. Where apps have users of their own they may walk through it,
   * and read nothing in it.
   */
  onModuleInit(): void {
    const { dataDir } = this.config;
    for (const path of PRIVATE.map((name) => join(dataDir, name))) {
      if (existsSync(path)) chmodSync(path, 0o600);
    }
    chmodSync(dataDir, this.owner(0) === undefined ? 0o700 : 0o711);
  }

  /** Holds `app.sqlite` and `storage/`. */
  data(appId: string): string {
    return join(this.config.dataDir, 'apps', appId);
  }

  /** What the control plane tells the instance. The instance reads it and cannot change it. */
  secrets(appId: string): string {
    return join(this.config.dataDir, 'managed', appId);
  }

  log(appId: string): string {
    return join(this.config.dataDir, 'logs', `${appId}.log`);
  }

  /** What the instance is told at its start: a file of mode 0600 that it alone can read. */
  managedFile(appId: string): string {
    return join(this.secrets(appId), 'managed.json');
  }

  /** The app's own user, where the control plane may give files to others. */
  owner(number: number): Owner {
    if (process.platform === 'win32' || process.getuid?.() !== 0) return undefined;
    return { uid: FIRST_UID + number, gid: FIRST_UID + number };
  }

  /** Makes the data folder, or mends whom it belongs to. */
  prepareData(appId: string, owner: Owner): void {
    const path = this.data(appId);
    this.passable('apps');
    mkdirSync(path, { recursive: true, mode: 0o700 });
    chmodSync(path, 0o700);
    if (owner !== undefined) chownSync(path, owner.uid, owner.gid);
  }

  writeManaged(appId: string, content: unknown, owner: Owner): string {
    this.prepareSecrets(appId);
    const path = this.managedFile(appId);
    writeFileAtomically(path, JSON.stringify(content));
    if (owner !== undefined) chownSync(path, owner.uid, owner.gid);
    return path;
  }

  writeFirstKey(appId: string, key: FirstKey): void {
    this.prepareSecrets(appId);
    writeFileAtomically(this.firstKeyFile(appId), JSON.stringify(key));
  }

  firstKey(appId: string): FirstKey | undefined {
    const path = this.firstKeyFile(appId);
    return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as FirstKey) : undefined;
  }

  /** The app has taken its first key: nothing else than its database knows of it any more. */
  forgetFirstKey(appId: string): void {
    if (!existsSync(this.firstKeyFile(appId))) return;
    const path = this.managedFile(appId);
    if (existsSync(path)) {
      const { uid, gid } = statSync(path);
      const { firstKey: _taken, ...content } = JSON.parse(readFileSync(path, 'utf8'));
      this.writeManaged(appId, content, this.owner(0) && { uid, gid });
    }
    rmSync(this.firstKeyFile(appId), { force: true });
  }

  /** Removes every file of the app. There may be very many: nobody else waits for it. */
  async wipe(appId: string): Promise<void> {
    for (const path of [this.data(appId), this.secrets(appId)]) {
      await rm(path, { recursive: true, force: true, maxRetries: 3 });
    }
    for (const ending of ['', '.1', '.2']) await rm(this.log(appId) + ending, { force: true });
  }

  /** Removes what was prepared for apps that a crash kept from coming into the books. */
  forgetUnknown(known: ReadonlySet<string>): void {
    const prepared = join(this.config.dataDir, 'managed');
    const names = existsSync(prepared) ? readdirSync(prepared) : [];
    for (const name of names.filter((id) => id.startsWith('app_') && !known.has(id))) {
      rmSync(join(prepared, name), { recursive: true, force: true });
    }
  }

  private prepareSecrets(appId: string): void {
    this.passable('managed');
    mkdirSync(this.secrets(appId), { recursive: true });
    chmodSync(this.secrets(appId), 0o711);
  }

  private firstKeyFile(appId: string): string {
    return join(this.secrets(appId), 'first-key.json');
  }

  /** A folder that others may walk through, without seeing what is in it. */
  private passable(name: string): void {
    const path = join(this.config.dataDir, name);
    mkdirSync(path, { recursive: true });
    chmodSync(path, 0o711);
  }
}
