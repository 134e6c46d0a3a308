import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InstanceConfig } from '../../src/config/config.js';
import { createLogger } from '../../src/common/logger.js';
import { type RunningInstance, startInstance } from '../../src/start-instance.js';

export const TEST_KEY = `hs_live_${'k'.repeat(40)}`;

export interface TestInstance extends RunningInstance {
  dataDir: string;
  apiKey: string;
  /** Stops the server and removes its data. */
  destroy(): Promise<void>;
}

/** Starts a real instance on free ports and a data folder of its own. */
export async function startTestInstance(
  settings: Record<string, string> = {},
): Promise<TestInstance> {
  const dataDir = settings['APPBASE_DATA_DIR'] ?? mkdtempSync(join(tmpdir(), 'appbase-'));
  const config = new InstanceConfig({
    APPBASE_PORT: '0',
    APPBASE_DASHBOARD_PORT: '0',
    APPBASE_API_KEY: TEST_KEY,
    APPBASE_DATA_DIR: dataDir,
    APPBASE_LOG_LEVEL: 'silent',
    ...settings,
  });
  const running = await startInstance(config, createLogger(config.logLevel));
  return {
    ...running,
    dataDir,
    apiKey: TEST_KEY,
    destroy: async () => {
      await running.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
