import type { Logger } from 'pino';
import type { ControlPlaneConfig } from '../config/control-plane-config.js';
import type { Database } from '../database/database.js';
import { Engine } from './docker/engine.js';
import { RuntimeChoice } from './runtime-choice.js';

const FACT = 'runtime';

/**
 * Chooses what runs the instances. With `auto`: Docker where an engine answers and the image is
 * there. Once there are apps the choice stays: an engine that starts late must not move them.
 */
export async function chooseRuntime(
  config: ControlPlaneConfig,
  database: Database,
  logger: Logger,
): Promise<RuntimeChoice> {
  const choice = await choose(config, database);
  logger.info({ runtime: choice.kind, why: choice.why }, 'instances run by');
  await database.write((db) =>
    db.run('INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)', FACT, choice.kind),
  );
  return choice;
}

async function choose(config: ControlPlaneConfig, database: Database): Promise<RuntimeChoice> {
  if (config.runtime !== 'auto') {
    return new RuntimeChoice(config.runtime, `APPBASE_RUNTIME is ${config.runtime}`);
  }
  const before = database.read((db) =>
    db.get<{ value: 'docker' | 'process'; apps: number }>(
      'SELECT value, (SELECT count(*) FROM apps) AS apps FROM facts WHERE name = ?',
      FACT,
    ),
  );
  if (before !== undefined && before.apps > 0) {
    return new RuntimeChoice(before.value, 'the apps of this installation run so already');
  }
  const engine = new Engine();
  const problem = await engine.problem();
  if (problem !== undefined) return new RuntimeChoice('process', `no engine answers (${problem})`);
  const image = await engine.imageId(config.image).catch(() => undefined);
  return image === undefined
    ? new RuntimeChoice('process', `an engine answers, but has no image ${config.image}`)
    : new RuntimeChoice('docker', `an engine answers and has the image ${config.image}`);
}
