/** What any program needs of the system's environment: nothing that AppBase was told. */
export function systemEnvironment(): Record<string, string> {
  const names = ['TZ', 'LANG', 'SystemRoot', 'TEMP'];
  const entries = names.map((name) => [name, process.env[name]] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => !!entry[1]));
}
