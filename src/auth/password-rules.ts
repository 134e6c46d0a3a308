import { errors } from '../common/errors.js';
import { isCommonPassword } from './common-passwords.js';

/** Words of this product: everybody who attacks it tries them. */
const OWN_WORDS = ['appbase'];

export interface PasswordContext {
  email: string;
  minLength: number;
  /** Where the password stands in the request. */
  field: 'password' | 'newPassword';
}

/**
 * Refuses passwords that are too short for this app, that many people have, or that are the account
 * they are for. Nothing is asked about kinds of characters.
 *
 * @throws AppError `VALIDATION_ERROR`
 */
export function checkPassword(password: string, context: PasswordContext): void {
  const { field, minLength, email } = context;
  if (Array.from(password).length < minLength) {
    throw errors.invalid(field, `must have at least ${minLength} characters`);
  }
  const plain = password.normalize('NFKC').toLowerCase();
  if (isCommonPassword(plain)) {
    throw errors.invalid(field, 'is a password that many people use: choose another');
  }
  const words = [email, email.split('@', 1)[0]!, ...OWN_WORDS];
  const core = withoutEnds(plain);
  if (words.some((word) => plain === word || core === word || core === withoutEnds(word))) {
    throw errors.invalid(field, "must not be the email address or the product's name");
  }
}

/** Digits and signs before and after a word hardly make it harder to guess. */
function withoutEnds(text: string): string {
  const core = text.replace(/^[\d\p{P}\p{S}\s]+/u, '').replace(/[\d\p{P}\p{S}\s]+$/u, '');
  return core === '' ? text : core;
}
