const MAX_BYTES = 255;
/** Characters that show a name as another one than it is. */
const DIRECTION = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/g;
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const CONTROL = /[\u0000-\u001F\u007F-\u009F\u2028\u2029]/g;
/** Names that mean devices on Windows, with any extension. */
const DEVICE = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;

/**
 * The name of a file as it is kept and offered for downloads: one path segment of visible
 * characters. It never becomes a name on the server's disk.
 */
export function cleanFileName(given: string): string {
  const segment = given.toWellFormed().split(/[/\\]/).at(-1)!;
  const visible = segment.replace(CONTROL, '').replace(DIRECTION, '').normalize('NFC');
  const trimmed = visible.trim().replace(/[. ]+$/, '');
  const name = DEVICE.test(trimmed) ? `_${trimmed}` : trimmed;
  return name === '' ? 'file' : shorten(name);
}

/** `Content-Disposition` with the name in ASCII (RFC 6266) and, when it differs, in UTF-8 (RFC 8187). */
export function contentDisposition(kind: 'inline' | 'attachment', name: string): string {
  const ascii = name.replace(/[^\u0020-\u007E]/gu, '_').replace(/["\\%]/g, '_');
  const plain = `${kind}; filename="${ascii}"`;
  return ascii === name ? plain : `${plain}; filename*=UTF-8''${encodeExtended(name)}`;
}

function encodeExtended(text: string): string {
  return encodeURIComponent(text).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Cuts a long name by whole characters and keeps its extension. */
function shorten(name: string): string {
  if (Buffer.byteLength(name) <= MAX_BYTES) return name;
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 && Buffer.byteLength(name.slice(dot)) <= 32 ? name.slice(dot) : '';
  const room = MAX_BYTES - Buffer.byteLength(extension);
  let stem = '';
  let used = 0;
  for (const char of name.slice(0, name.length - extension.length)) {
    used += Buffer.byteLength(char);
    if (used > room) break;
    stem += char;
  }
  return stem + extension;
}
