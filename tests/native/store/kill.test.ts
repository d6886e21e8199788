/** A killed process loses and doubles nothing that was acknowledged. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openTestStorage, temporaryFolder } from './test-storage.ts';

const child = fileURLToPath(new URL('./appending-child.ts', import.meta.url));
/** Seeded, so that a failing run can be repeated: mulberry32. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Runs the child until so many acknowledgements were printed, then kills it; gives what it printed. */
async function appendUntilKilled(path: string, round: number, acknowledgements: number): Promise<string[]> {
  const host = spawn(process.execPath, [child, path, String(round)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  host.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    if (output.split('\n').length > acknowledgements + 1) host.kill('SIGKILL');
  });
  await once(host, 'close');
  return output.split('\n').slice(1, -1);
}

describe('a killed host', () => {
  it('ST13 loses no acknowledged entry, doubles none, and its file is whole', { timeout: 60_000 }, async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'studio.db');
    const draw = random(20_200_501);
    const acknowledged: string[] = [];
    for (let round = 0; round < 10; round += 1) {
      acknowledged.push(...(await appendUntilKilled(path, round, Math.floor(draw() * 150))));
      const database = new Database(path);
      expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
      database.close();
    }
    expect(acknowledged.length).toBeGreaterThan(100);
    const { reader, ledger } = await openTestStorage(folder);
    const stored = reader.all<{ seq: number; orderId: string }>("SELECT seq, body ->> 'orderId' AS orderId FROM entry ORDER BY seq");
    const found = new Set(stored.map(({ seq, orderId }) => `${seq} ${orderId}`));
    expect(acknowledged.filter((line) => !found.has(line))).toEqual([]);
    expect(new Set(stored.map(({ orderId }) => orderId)).size).toBe(stored.length);
    expect(ledger.headSeq).toBe(stored.length);
    expect(reader.get('SELECT gross_fen, order_count FROM broadcast_sales')).toEqual({
      gross_fen: 100 * stored.length,
      order_count: stored.length,
    });
  });
});
