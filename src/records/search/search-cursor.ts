import { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto';
import { errors } from '../../common/errors.js';
import { newSecret } from '../../common/ids.js';
import type { SecretFiles } from '../../common/secret-files.js';
import { type Fit, FITS } from './tokens.js';

/** Where a page of a search ended. A document is numbered by when its record was created. */
export interface FoundAt {
  fit: Fit;
  /** As text: the number is greater than what JavaScript counts exactly. */
  doc: string;
}

const SECRET_FILE = 'search-cursors';
const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** Longer ones were never given out. */
const MAX_CURSOR = 256;

/**
 * The cursors of searches. They are sealed, because the number of a document tells whether another
 * record, maybe a hidden one, came in the same millisecond. The same place has the same cursor.
 */
export class SearchCursors {
  private readonly key: Buffer;

  constructor(private readonly secret: string) {
    this.key = createHash('sha256').update(secret).digest();
  }

  /** With the secret of this data folder: a cursor is good after a restart, too. */
  static async open(files: SecretFiles): Promise<SearchCursors> {
    return new SearchCursors(await files.readOrMake(SECRET_FILE, newSecret));
  }

  /** The cursor behind a found record, good for the same words only. */
  encode(words: readonly string[], { fit, doc }: FoundAt): string {
    const plain = JSON.stringify([signature(words), fit, doc]);
    const iv = createHmac('sha256', this.secret).update(plain).digest().subarray(0, IV_BYTES);
    const cipher = createCipheriv(CIPHER, this.key, iv);
    const sealed = [cipher.update(plain), cipher.final()];
    return Buffer.concat([iv, cipher.getAuthTag(), ...sealed]).toString('base64url');
  }

  /** @throws AppError `VALIDATION_ERROR` when it is no cursor of this search */
  decode(cursor: string, words: readonly string[]): FoundAt {
    const plain = this.unseal(cursor);
    if (plain === undefined) throw errors.invalid('cursor', 'is not a cursor of this server');
    const [signed, number, doc] = JSON.parse(plain) as [string, number, string];
    if (signed !== signature(words)) throw errors.invalid('cursor', 'belongs to another search');
    return { fit: FITS.find((one) => one === number)!, doc };
  }

  private unseal(cursor: string): string | undefined {
    if (cursor.length > MAX_CURSOR) return undefined;
    const bytes = Buffer.from(cursor, 'base64url');
    const [head, end] = [IV_BYTES, IV_BYTES + TAG_BYTES];
    try {
      const decipher = createDecipheriv(CIPHER, this.key, bytes.subarray(0, head), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAuthTag(bytes.subarray(head, end));
      return decipher.update(bytes.subarray(end)).toString() + decipher.final().toString();
    } catch {
      return undefined;
    }
  }
}

const signature = (words: readonly string[]) =>
  createHash('sha256')
    .update(`search ${words.join(' ')}`)
    .digest('base64url')
    .slice(0, 8);
