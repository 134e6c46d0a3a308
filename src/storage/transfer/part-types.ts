import type { UploadBody } from './upload-body.js';

interface PartHeaders {
  [name: string]: string[] | undefined;
}
interface HeaderParser {
  cb(headers: PartHeaders): void;
}

/**
 * Notes the declared type of each part on the body. The parser itself reports a missing or broken
 * one as `text/plain`, which is not what the client said, so its own header parser is listened to:
 * a second parser could understand the same bytes otherwise.
 */
export function notePartTypes(body: UploadBody, parser: object): void {
  let current: HeaderParser | null = null;
  const listened = new WeakSet<HeaderParser>();
  Object.defineProperty(parser, '_hparser', {
    get: () => current,
    set: (next: HeaderParser | null) => {
      current = next;
      if (next === null || listened.has(next)) return;
      listened.add(next);
      const tell = next.cb;
      next.cb = (headers) => {
        body.partType = headers['content-type']?.[0];
        tell(headers);
      };
    },
  });
}
