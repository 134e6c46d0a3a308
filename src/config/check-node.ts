/**
 * Why this Node cannot run AppBase, or `undefined` when it can. Asked before the SQLite driver is
 * loaded: the driver ends the process without a word on a Node it was not built for.
 */
export function unsuitableNode(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major === 24 && minor >= 19) return undefined;
  return (
    `AppBase needs Node 24.19 or a later 24, and this is ${version}. ` +
    '"npm start" brings the right one; to run the built program by hand use ' +
    '"node_modules/.bin/node dist/main.js", or install Node 24'
  );
}
