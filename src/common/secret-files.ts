import { chmod, mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from './atomic-file.js';

const FOLDER = 'secrets';

/**
 * Keeps secrets as files of their own in the data folder (`secrets/`, mode 0700, files 0600), so
 * that a copy or an export of the database opens nothing.
 */
export class SecretFiles {
  private readonly folder: string;

  constructor(dataFolder: string) {
    this.folder = join(dataFolder, FOLDER);
  }

  /** The content of a file; `undefined` when there is none. Its mode is repaired on the way. */
  async read(name: string): Promise<string | undefined> {
    const path = join(this.folder, name);
    try {
      const { mode } = await stat(path);
      if ((mode & 0o077) !== 0) await chmod(path, 0o600);
      return await readFile(path, 'utf8');
    } catch (error) {
      if ((error as { code?: string }).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  async write(name: string, content: string): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await chmod(this.folder, 0o700);
    writeFileAtomically(join(this.folder, name), content, 0o600);
  }

  /** The content of a file, made by `make` when there is none yet. */
  async readOrMake(name: string, make: () => string | Promise<string>): Promise<string> {
    const found = await this.read(name);
    if (found !== undefined) return found;
    const content = await make();
    await this.write(name, content);
    return content;
  }
}
