import { statfs } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { ControlPlaneConfig } from '../config/control-plane-config.js';

/** How much room the data folder has. A DI token, so that tests can fill the disk. */
export abstract class DiskSpace {
  /** Bytes that may still be written. */
  abstract free(): Promise<number>;
}

@Injectable()
export class DataDiskSpace extends DiskSpace {
  constructor(private readonly config: ControlPlaneConfig) {
    super();
  }

  override async free(): Promise<number> {
    const { bavail, bsize } = await statfs(this.config.dataDir);
    return bavail * bsize;
  }
}
