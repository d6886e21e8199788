/** The digest by which a file is known again, whatever its name. */
import { createHash } from 'node:crypto';

const DIGEST_PIECE = 1024 * 1024;

/** In pieces, so that a hundred megabytes do not hold up the desk. */
export async function digestOf(bytes: Uint8Array): Promise<string> {
  const digest = createHash('sha256');
  for (let at = 0; at < bytes.length; at += DIGEST_PIECE) {
    digest.update(bytes.subarray(at, at + DIGEST_PIECE));
    await new Promise(setImmediate);
  }
  return digest.digest('hex');
}
