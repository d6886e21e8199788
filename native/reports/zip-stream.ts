/** Packs parts into a ZIP archive while they are made, so that a file of any size needs little memory. */
import { once } from 'node:events';
import { crc32, createDeflateRaw } from 'node:zlib';

/** Sizes follow behind a part's content (bit 3), names are UTF-8 (bit 11); parts 4.4.4 and 4.3.9 of the ZIP application note. */
const FLAGS = 0x0808;
const VERSION = 20;
const DEFLATED = 8;
/** 1 January 1980: a file says nothing of when it was made beyond its content. */
const DATE = 0x21;

interface Written {
  name: Buffer;
  crc: number;
  size: number;
  packedSize: number;
  at: number;
}

export class ZipStream {
  readonly #written: Written[] = [];
  #at = 0;

  /** The bytes of one part. Parts follow each other; `end` comes last. */
  async *part(partName: string, content: AsyncIterable<string> | Iterable<string>): AsyncGenerator<Buffer> {
    const name = Buffer.from(partName, 'utf8');
    const written: Written = { name, crc: 0, size: 0, packedSize: 0, at: this.#at };
    yield this.#sent(Buffer.concat([header(0x04034b50, written, false), name]));
    const deflate = createDeflateRaw({ level: 4 });
    const leaving = new AbortController();
    const feeding = (async () => {
      for await (const text of content) {
        const bytes = Buffer.from(text, 'utf8');
        written.crc = crc32(bytes, written.crc);
        written.size += bytes.length;
        if (!deflate.write(bytes)) await once(deflate, 'drain', { signal: leaving.signal });
      }
      deflate.end();
    })().catch((error: unknown) => deflate.destroy(error as Error));
    try {
      for await (const piece of deflate as AsyncIterable<Buffer>) {
        written.packedSize += piece.length;
        yield this.#sent(piece);
      }
      await feeding;
    } finally {
      leaving.abort();
      deflate.destroy();
    }
    const sizes = Buffer.alloc(16);
    sizes.writeUInt32LE(0x08074b50, 0);
    writeSizes(sizes, 4, written);
    yield this.#sent(sizes);
    this.#written.push(written);
  }

  /** The directory of all parts. */
  end(): Buffer {
    const directory = Buffer.concat(this.#written.flatMap((written) => [header(0x02014b50, written, true), written.name]));
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50, 0);
    end.writeUInt16LE(this.#written.length, 8);
    end.writeUInt16LE(this.#written.length, 10);
    end.writeUInt32LE(directory.length, 12);
    end.writeUInt32LE(this.#at, 16);
    return Buffer.concat([directory, end]);
  }

  #sent(bytes: Buffer): Buffer {
    this.#at += bytes.length;
    return bytes;
  }
}

/** The local header, and in the directory the same fields with sizes and place. */
function header(signature: number, written: Written, inDirectory: boolean): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(VERSION, 0);
  fields.writeUInt16LE(FLAGS, 2);
  fields.writeUInt16LE(DEFLATED, 4);
  fields.writeUInt16LE(DATE, 8);
  if (inDirectory) writeSizes(fields, 10, written);
  fields.writeUInt16LE(written.name.length, 22);
  const begin = Buffer.alloc(inDirectory ? 6 : 4);
  begin.writeUInt32LE(signature, 0);
  if (!inDirectory) return Buffer.concat([begin, fields]);
  begin.writeUInt16LE(VERSION, 4);
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(written.at, 10);
  return Buffer.concat([begin, fields, rest]);
}

function writeSizes(into: Buffer, at: number, { crc, size, packedSize }: Written): void {
  into.writeUInt32LE(crc, at);
  into.writeUInt32LE(packedSize, at + 4);
  into.writeUInt32LE(size, at + 8);
}
