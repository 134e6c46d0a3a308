import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { InstanceConfig } from '../config/config.js';
import { ApiKeysService } from './api-keys.service.js';

/** Gives an app without keys its first one: that of the settings, or a new one, printed once. */
@Injectable()
export class FirstKey implements OnApplicationBootstrap {
  constructor(
    private readonly keys: ApiKeysService,
    private readonly config: InstanceConfig,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const key = await this.keys.installFirst(this.config.apiKey);
    if (key === undefined || this.config.apiKey !== undefined) return;
    // On standard error and not in the log: it is for the person at the terminal, once.
    process.stderr.write(
      `\nThe first API key of this app (live, shown once):\n\n  ${key.value}\n\n`,
    );
  }
}
