import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** About 49,000 passwords that leaks are full of (zxcvbn-ts, MIT). They come with the program. */
const LIST = '@zxcvbn-ts/language-common/src/passwords.json';

let list: Set<string> | undefined;

/** Whether many people have this password, however it is cased. The list is read when first asked for. */
export function isCommonPassword(password: string): boolean {
  list ??= new Set(
    JSON.parse(readFileSync(createRequire(import.meta.url).resolve(LIST), 'utf8')) as string[],
  );
  return list.has(password.toLowerCase());
}
