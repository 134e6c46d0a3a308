import { fileTypeFromBuffer } from 'file-type';

export const UNKNOWN_TYPE = 'application/octet-stream';

/** How many first bytes are looked at to tell what a file is. */
export const HEAD_BYTES = 16 * 1024;

/** A media type by RFC 9110 without parameters; 127 characters a part by RFC 6838. */
const TYPE =
  /^[ \t]*([A-Za-z0-9!#$&^_.+-]{1,127}\/[A-Za-z0-9!#$&^_.+-]{1,127})[ \t]*(?:;[\t -~]*)?$/;

/** The declared type when it is well formed, lower-cased and without parameters. */
export function declaredType(header: string | undefined): string {
  return TYPE.exec(header ?? '')?.[1]?.toLowerCase() ?? UNKNOWN_TYPE;
}

/** What the first bytes look like; `undefined` when nobody knows. */
export async function sniffType(head: Buffer, whole: boolean): Promise<string | undefined> {
  const binary = await fileTypeFromBuffer(head);
  if (binary !== undefined) return canonical(binary.mime.split(';', 1)[0]!);
  return looksLikeText(head, whole) ? textType(head) : undefined;
}

/**
 * Whether a browser may show the file itself: only what cannot run anything, and only where the
 * declared type is what the bytes are.
 */
export function mayShow(declared: string, sniffed: string | null): boolean {
  return sniffed !== null && canonical(declared) === sniffed && isHarmless(sniffed);
}

function isHarmless(type: string): boolean {
  if (type === 'application/pdf' || type === 'text/plain') return true;
  return /^(?:image|audio|video)\//.test(type) && !/svg|xml/.test(type);
}

/** Several names of one format. */
const ALIASES: Readonly<Record<string, string>> = Object.assign(Object.create(null), {
  'image/jpg': 'image/jpeg',
  'image/pjpeg': 'image/jpeg',
  'image/x-png': 'image/png',
  'image/apng': 'image/png',
  'image/vnd.microsoft.icon': 'image/x-icon',
  'image/x-ms-bmp': 'image/bmp',
  'audio/mp3': 'audio/mpeg',
  'audio/x-wav': 'audio/wav',
  'audio/wave': 'audio/wav',
  'audio/vnd.wave': 'audio/wav',
  'audio/x-m4a': 'audio/mp4',
  'audio/m4a': 'audio/mp4',
  'audio/x-flac': 'audio/flac',
  'audio/x-aac': 'audio/aac',
  'video/x-m4v': 'video/mp4',
  'video/x-matroska': 'video/matroska',
  'video/x-msvideo': 'video/vnd.avi',
  'video/avi': 'video/vnd.avi',
  'application/x-pdf': 'application/pdf',
});

function canonical(type: string): string {
  return ALIASES[type] ?? type;
}

/** UTF-8 without the control characters that no text has. */
function looksLikeText(head: Buffer, whole: boolean): boolean {
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  const odd = /[\u0000-\u0008\u000B\u000E-\u001A\u001C-\u001F\u007F]/;
  try {
    // A character that the cut went through is no fault of the text.
    return !odd.test(new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: !whole }));
  } catch {
    return false;
  }
}

/** Text that a browser could take for a page is none to show, wherever its markup begins. */
function textType(head: Buffer): string | undefined {
  const text = head.toString('utf8');
  if (/^\s*<\?xml|<svg[\s>]/i.test(text)) return 'image/svg+xml';
  return /<(?:!doctype|!--|html|head|body|script|iframe|style|table|div|h1|a|b|p|br|font|title)[\s>]/i.test(
    text,
  )
    ? 'text/html'
    : 'text/plain';
}
