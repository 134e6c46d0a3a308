import { readFileSync } from 'node:fs';

type Environment = Readonly<Record<string, string | undefined>>;

/** A setting that cannot be used. The start stops with its message. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * The `APPBASE_*` settings of an environment by name. A setting that ends in `_FILE` names a file
 * that holds the value, so that secrets need not stand in the environment.
 */
export function readSettings(env: Environment): Record<string, string> {
  const settings: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith('APPBASE_') || value === undefined || value === '') continue;
    if (!name.endsWith('_FILE')) settings[name] = value;
  }
  for (const [name, path] of Object.entries(env)) {
    if (!name.startsWith('APPBASE_') || !name.endsWith('_FILE') || !path) continue;
    const target = name.slice(0, -'_FILE'.length);
    if (target in settings) throw new ConfigError(`${target} and ${name} are both set: keep one`);
    settings[target] = readSecretFile(name, path);
  }
  return settings;
}

function readSecretFile(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch {
    throw new ConfigError(`${name}: the file ${path} cannot be read`);
  }
}
