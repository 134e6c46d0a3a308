/** Which characters a generated password has. */
export interface GeneratorOptions {
  length: number;
  upper: boolean;
  digits: boolean;
  symbols: boolean;
  /** Leaves out what looks alike: 0 O 1 l I. */
  readable: boolean;
}

export const DEFAULTS: GeneratorOptions = {
  length: 20,
  upper: true,
  digits: true,
  symbols: true,
  readable: false,
};

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const DIGITS = '0123456789';
const SYMBOLS = '!#$%&*+-=?@_~';

/** A random password with at least one character of each chosen kind. */
export function generate(options: GeneratorOptions): string {
  const sets = setsOf(options);
  const all = sets.join('');
  for (;;) {
    const text = Array.from({ length: options.length }, () => pick(all)).join('');
    // Drawn again as a whole: putting missing kinds in afterwards would make some places likelier.
    if (sets.every((set) => Array.from(text).some((char) => set.includes(char)))) return text;
  }
}

/** Bits of chance in such a password. */
export const bitsOf = (options: GeneratorOptions): number =>
  Math.round(options.length * Math.log2(setsOf(options).join('').length));

/** A rough guess for a password that somebody made up. */
export function guessBits(password: string): number {
  const kinds: [RegExp, number][] = [
    [/[a-z]/, 26],
    [/[A-Z]/, 26],
    [/\d/, 10],
    [/[^a-zA-Z\d]/, 20],
  ];
  const size = kinds.reduce((sum, [kind, count]) => sum + (kind.test(password) ? count : 0), 0);
  const varied = new Set(password).size;
  return size === 0 ? 0 : Math.round(Math.min(password.length, varied * 1.5) * Math.log2(size));
}

function setsOf({ upper, digits, symbols, readable }: GeneratorOptions): string[] {
  const sets = [LOWER, upper && UPPER, digits && DIGITS, symbols && SYMBOLS];
  return sets
    .filter((set): set is string => typeof set === 'string')
    .map((set) => (readable ? set.replace(/[0O1lI]/g, '') : set));
}

/** One character, each equally likely: what would make some likelier is drawn again. */
function pick(from: string): string {
  const limit = 256 - (256 % from.length);
  for (;;) {
    const [byte = 0] = crypto.getRandomValues(new Uint8Array(1));
    if (byte < limit) return from.charAt(byte % from.length);
  }
}
