/** Letters and digits that are not mistaken for each other when read aloud or typed. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyzACDEFGHJKLMNPQRTUVWXYZ234679';

/** A password of four groups of four: about 90 bits. */
export function newPassword(): string {
  const numbers = new Uint32Array(16);
  crypto.getRandomValues(numbers);
  const letters = [...numbers].map((number) => ALPHABET[number % ALPHABET.length]);
  return letters.join('').replace(/(.{4})(?=.)/g, '$1-');
}
