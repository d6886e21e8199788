/** MessagePack as far as obs-websocket uses it: nil, booleans, numbers, text, binary, arrays and maps with text keys. */

export class MessagePackError extends Error {}

export function encodeMessagePack(value: unknown): Buffer {
  const parts: Buffer[] = [];
  write(value, parts);
  return Buffer.concat(parts);
}

/** Throws `MessagePackError` for bytes that are no complete message. */
export function decodeMessagePack(bytes: Uint8Array): unknown {
  const reader = new Reader(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const value = reader.value();
  if (!reader.atEnd) throw new MessagePackError('bytes after the message');
  return value;
}

function write(value: unknown, parts: Buffer[]): void {
  if (value === null || value === undefined) parts.push(Buffer.of(0xc0));
  else if (typeof value === 'boolean') parts.push(Buffer.of(value ? 0xc3 : 0xc2));
  else if (typeof value === 'number') parts.push(numberBytes(value));
  else if (typeof value === 'string') {
    const text = Buffer.from(value);
    parts.push(head(text.length, { fix: [0xa0, 32], sizes: [0xd9, 0xda, 0xdb] }), text);
  } else if (Array.isArray(value)) {
    parts.push(head(value.length, { fix: [0x90, 16], sizes: [null, 0xdc, 0xdd] }));
    for (const element of value) write(element, parts);
  } else if (typeof value === 'object') {
    const entries = Object.entries(value).filter(([, field]) => field !== undefined);
    parts.push(head(entries.length, { fix: [0x80, 16], sizes: [null, 0xde, 0xdf] }));
    for (const [key, field] of entries) {
      write(key, parts);
      write(field, parts);
    }
  } else throw new MessagePackError(`no form for a ${typeof value}`);
}

function numberBytes(value: number): Buffer {
  if (Number.isInteger(value) && value >= -32 && value < 128) return Buffer.of(value & 0xff);
  if (Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff) {
    const bytes = Buffer.alloc(5);
    bytes[0] = 0xce;
    bytes.writeUInt32BE(value, 1);
    return bytes;
  }
  const bytes = Buffer.alloc(9);
  if (Number.isSafeInteger(value)) {
    bytes[0] = 0xd3;
    bytes.writeBigInt64BE(BigInt(value), 1);
  } else {
    bytes[0] = 0xcb;
    bytes.writeDoubleBE(value, 1);
  }
  return bytes;
}

/** The opening of a text, array or map: a short form below a limit, then lengths of 8, 16 and 32 bits. */
function head(length: number, form: { fix: [number, number]; sizes: [number | null, number, number] }): Buffer {
  const [base, limit] = form.fix;
  const [byte8, byte16, byte32] = form.sizes;
  if (length < limit) return Buffer.of(base | length);
  if (byte8 !== null && length <= 0xff) return Buffer.of(byte8, length);
  if (length <= 0xffff) return Buffer.of(byte16, length >> 8, length & 0xff);
  const bytes = Buffer.alloc(5);
  bytes[0] = byte32;
  bytes.writeUInt32BE(length, 1);
  return bytes;
}

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  value(): unknown {
    const type = this.#take(1)[0]!;
    if (type < 0x80) return type;
    if (type < 0x90) return this.#map(type & 0x0f);
    if (type < 0xa0) return this.#array(type & 0x0f);
    if (type < 0xc0) return this.#text(type & 0x1f);
    if (type >= 0xe0) return type - 0x100;
    switch (type) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xc4:
      case 0xc5:
      case 0xc6:
        return this.#take(this.#unsigned(2 ** (type - 0xc4)));
      case 0xca:
        return this.#take(4).readFloatBE();
      case 0xcb:
        return this.#take(8).readDoubleBE();
      case 0xcc:
      case 0xcd:
      case 0xce:
        return this.#unsigned(2 ** (type - 0xcc));
      case 0xcf:
        return Number(this.#take(8).readBigUInt64BE());
      case 0xd0:
      case 0xd1:
      case 0xd2:
        return this.#signed(2 ** (type - 0xd0));
      case 0xd3:
        return Number(this.#take(8).readBigInt64BE());
      case 0xd9:
      case 0xda:
      case 0xdb:
        return this.#text(this.#unsigned(2 ** (type - 0xd9)));
      case 0xdc:
      case 0xdd:
        return this.#array(this.#unsigned(2 ** (type - 0xdb)));
      case 0xde:
      case 0xdf:
        return this.#map(this.#unsigned(2 ** (type - 0xdd)));
      default:
        throw new MessagePackError(`type 0x${type.toString(16)} is not used by obs-websocket`);
    }
  }

  #take(length: number): Buffer {
    if (this.#at + length > this.#bytes.length) throw new MessagePackError('the message is cut off');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  #unsigned(size: number): number {
    return this.#take(size).readUIntBE(0, size);
  }

  #signed(size: number): number {
    return this.#take(size).readIntBE(0, size);
  }

  #text(length: number): string {
    return this.#take(length).toString();
  }

  #array(length: number): unknown[] {
    const list: unknown[] = [];
    for (let index = 0; index < length; index += 1) list.push(this.value());
    return list;
  }

  #map(length: number): Record<string, unknown> {
    const entries: [string, unknown][] = [];
    for (let index = 0; index < length; index += 1) entries.push([String(this.value()), this.value()]);
    // Built from entries, so that a key named __proto__ stays a plain field.
    return Object.fromEntries(entries);
  }
}
