import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The program that child processes run: this one, in its other role. A DI token. */
export class InstanceProgram {
  /** Changes with the program, so that instances of an older one are replaced. */
  readonly version: string;

  constructor(
    readonly main: string = fileURLToPath(new URL('../main.js', import.meta.url)),
    readonly node: string = process.execPath,
  ) {
    const stat = statSync(main, { throwIfNoEntry: false });
    this.version = stat === undefined ? '' : `${stat.size}-${Math.round(stat.mtimeMs)}`;
  }
}
