import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The program that child processes run: this one, in its other role. A DI token. */
export class InstanceProgram {
  /** Changes with the program, so that instances of an older one are replaced. */
  readonly version: string;

  constructor(
    readonly main: string = builtProgram(),
    readonly node: string = process.execPath,
  ) {
    const stat = statSync(main, { throwIfNoEntry: false });
    this.version = stat === undefined ? '' : `${stat.size}-${Math.round(stat.mtimeMs)}`;
  }
}

/** The built program: the bundle that this is a part of, or `dist` when this runs from sources. */
function builtProgram(): string {
  const places = ['./main.js', '../../main.js', '../../../dist/main.js'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  return places.find((path) => existsSync(path)) ?? places[2]!;
}
