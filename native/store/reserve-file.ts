/** The reserve as a file of zeros that really takes its room. */
import { existsSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Reserve } from './disk-watch.ts';

const RESERVE_BYTES = 64 * 1024 * 1024;
const PIECE = Buffer.alloc(1024 * 1024);

export function reserveFile(path: string, bytes = RESERVE_BYTES): Reserve {
  return {
    bytes,
    exists: () => existsSync(path) && statSync(path).size >= bytes,
    async create() {
      const file = await open(path, 'w');
      try {
        for (let at = 0; at < bytes; at += PIECE.length) await file.write(PIECE, 0, Math.min(PIECE.length, bytes - at), at);
        await file.sync();
      } catch (error) {
        // Half a reserve would only take the room that is wanted now.
        rmSync(path, { force: true });
        throw error;
      } finally {
        await file.close();
      }
    },
    release: () => rmSync(path, { force: true }),
  };
}
