/** A studio's own login on a NATS server, derived from its signing secret: the server's configuration holds public keys only. */
import { createHmac, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** Makes the text of a user's key begin with `U` (github.com/nats-io/nkeys, "Encoding"). */
const USER_PREFIX = 20 << 3;
/** PKCS #8 around the 32 bytes of an Ed25519 seed (RFC 8410, 7). */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
const RAW_KEY_BYTES = 32;

export interface UserKey {
  /** `U…`, as it stands in the server's configuration. */
  readonly publicKey: string;
  /** The signature of the server's challenge, as CONNECT carries it. */
  signature(nonce: string): string;
}

export function userKeyOf(secret: KeyObject): UserKey {
  const seed = createHmac('sha256', secret).update('hetian-studio nats user').digest();
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed]), format: 'der', type: 'pkcs8' });
  const raw = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-RAW_KEY_BYTES);
  return {
    publicKey: textOf(Buffer.concat([Buffer.of(USER_PREFIX), raw])),
    signature: (nonce) => sign(null, Buffer.from(nonce), privateKey).toString('base64url'),
  };
}

/** Base32 without padding over the bytes and their checksum, low byte first. */
function textOf(bytes: Buffer): string {
  const sum = checksum(bytes);
  let text = '';
  let bits = 0;
  let value = 0;
  for (const byte of [...bytes, sum & 0xff, sum >> 8]) {
    value = ((value << 8) | byte) & 0xfff;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += ALPHABET[(value >> (bits - 5)) & 31];
  }
  return bits > 0 ? text + ALPHABET[(value << (5 - bits)) & 31] : text;
}

/** CRC-16/XMODEM. */
function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) {
    sum ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) sum = ((sum << 1) ^ (sum & 0x8000 ? 0x1021 : 0)) & 0xffff;
  }
  return sum;
}
