import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { InstanceConfig } from '../config/config.js';
import { ApiKeysService } from './api-keys.service.js';

/**
 * Gives an app without keys its first one: that of the control plane or of the settings, or a new
 * one, printed once.
 */
@Injectable()
export class FirstKey implements OnApplicationBootstrap {
  constructor(
    private readonly keys: ApiKeysService,
    private readonly config: InstanceConfig,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { apiKey, managed } = this.config;
    if (managed !== undefined) {
      // The control plane has shown it already; later starts come without it.
      if (managed.firstKey !== undefined) await this.keys.installFirst(managed.firstKey);
      return;
    }
    const key = await this.keys.installFirst(apiKey === undefined ? undefined : { value: apiKey });
    if (key === undefined || apiKey !== undefined) return;
    // On standard error and not in the log: it is for the person at the terminal, once.
    process.stderr.write(
      `\nThe first API key of this app (live, shown once):\n\n  ${key.value}\n\n`,
    );
  }
}
