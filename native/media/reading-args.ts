/** How ffmpeg and ffprobe are made to read one file: as this kind and no other, nothing beside it, and no picture larger than memory. */
import type { Container } from './container.ts';

/** 8K with a margin. A file may claim any size, and each frame is then taken from memory. */
const MOST_PIXELS = 8192 * 4608;
const MOST_BYTES_AT_ONCE = 512 * 1024 * 1024;

/** `path` is absolute, so that it can never be taken for an option or an address. */
export function readingArgs(container: Container, path: string): string[] {
  const limits = ['-max_pixels', String(MOST_PIXELS), '-max_alloc', String(MOST_BYTES_AT_ONCE)];
  return [...limits, '-f', container, '-protocol_whitelist', 'file', '-i', path];
}
