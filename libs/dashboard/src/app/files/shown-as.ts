export type Shown =
  | { kind: 'image' | 'pdf'; type: string; bytes: Uint8Array<ArrayBuffer> }
  | { kind: 'text'; text: string }
  | { kind: 'nothing' };

const SIGNATURES: readonly (readonly [type: string, at: number, bytes: string])[] = [
  ['image/png', 0, '\x89PNG\r\n\x1a\n'],
  ['image/jpeg', 0, '\xff\xd8\xff'],
  ['image/gif', 0, 'GIF8'],
  ['image/webp', 8, 'WEBP'],
  ['image/avif', 4, 'ftypavif'],
  ['application/pdf', 0, '%PDF-'],
];

/** What bytes may be shown as. SVG is text here: it could run scripts as an image of a page. */
export function shownAs(bytes: Uint8Array<ArrayBuffer>): Shown {
  const head = String.fromCharCode(...bytes.subarray(0, 16));
  const found = SIGNATURES.find(([, at, signature]) => head.startsWith(signature, at));
  if (found) {
    const [type] = found;
    return { kind: type === 'application/pdf' ? 'pdf' : 'image', type, bytes };
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return isBinary(text) ? { kind: 'nothing' } : { kind: 'text', text };
  } catch {
    return { kind: 'nothing' };
  }
}

/** Text has no control characters but tab and line ends. */
const isBinary = (text: string): boolean =>
  Array.from(text.slice(0, 4096)).some((char) => char < ' ' && !'\t\n\r\f\v\u001b'.includes(char));
