/** Fresh identifiers: sortable by time, unguessable, safe in paths. */
import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** `<prefix>-<time in base 32><random>`, e.g. `bc-01jx3v9k7m2q8w4t6y`. */
export function newId(prefix: string, nowMs: number): string {
  let time = '';
  for (let rest = Math.floor(nowMs); time.length < 9; rest = Math.floor(rest / 32)) time = ALPHABET[rest % 32]! + time;
  const random = Array.from(randomBytes(10), (byte) => ALPHABET[byte % 32]).join('');
  return `${prefix}-${time}${random}`;
}

/** A token of 192 random bits for addresses and cookies. */
export function newToken(): string {
  return randomBytes(24).toString('base64url');
}
