/** A sound file with a steady tone, for an OBS on a machine without sound devices. */
import { writeFileSync } from 'node:fs';

const RATE = 48_000;
const SECONDS = 2;
const HZ = 440;

/** Writes two channels of 16 bits; `peak` is a factor of full scale. Two seconds hold whole waves, so that it can be looped. */
export function writeTone(path: string, peak: number): void {
  const samples = RATE * SECONDS;
  const data = Buffer.alloc(samples * 4);
  for (let index = 0; index < samples; index += 1) {
    const value = Math.round(32_767 * peak * Math.sin((2 * Math.PI * HZ * index) / RATE));
    data.writeInt16LE(value, index * 4);
    data.writeInt16LE(value, index * 4 + 2);
  }
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + data.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(2, 22);
  head.writeUInt32LE(RATE, 24);
  head.writeUInt32LE(RATE * 4, 28);
  head.writeUInt16LE(4, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(data.length, 40);
  writeFileSync(path, Buffer.concat([head, data]));
}
