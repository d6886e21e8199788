/** WeChat's safe mode: opens an encrypted push. */
import { createDecipheriv } from 'node:crypto';

const KEY_LENGTH = 43;
const KEY_BYTES = 32;
const IV_BYTES = 16;
/** WeChat pads to 32 bytes, not to the cipher's 16, so the library must leave the padding alone. */
const BLOCK_BYTES = 32;
/** Random bytes and a length stand before the message. */
const RANDOM_BYTES = 16;
const HEAD_BYTES = RANDOM_BYTES + 4;

/** The key of an EncodingAESKey, 43 characters of base64; null for any other text. */
export function keyOfEncodingAesKey(text: string): Uint8Array | null {
  if (text.length !== KEY_LENGTH || !/^[A-Za-z0-9+/]+$/u.test(text)) return null;
  const key = Buffer.from(`${text}=`, 'base64');
  return key.length === KEY_BYTES ? key : null;
}

/** The message in UTF-8 bytes; null when it was not sealed with this key for this app. */
export function openEnvelope(key: Uint8Array, appId: string, encrypted: string): Uint8Array | null {
  const sealed = Buffer.from(encrypted, 'base64');
  if (sealed.length === 0 || sealed.length % BLOCK_BYTES !== 0) return null;
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, IV_BYTES)).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(sealed), decipher.final()]);
  const padding = padded.at(-1)!;
  if (padding < 1 || padding > BLOCK_BYTES || !padded.subarray(-padding).every((byte) => byte === padding)) return null;
  const plain = padded.subarray(0, -padding);
  if (plain.length < HEAD_BYTES) return null;
  const end = HEAD_BYTES + plain.readUInt32BE(RANDOM_BYTES);
  if (end > plain.length || plain.subarray(end).toString() !== appId) return null;
  return plain.subarray(HEAD_BYTES, end);
}
