import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The folder of the program, with its `package.json`. Searched upwards, because this file runs from
 * source and from the bundle, which lie at different depths.
 */
export const programFolder = findFolder(dirname(fileURLToPath(import.meta.url)));

/** The version of the program. */
export const programVersion = (
  JSON.parse(readFileSync(join(programFolder, 'package.json'), 'utf8')) as { version: string }
).version;

function findFolder(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('package.json of the program is missing');
  return findFolder(parent);
}
