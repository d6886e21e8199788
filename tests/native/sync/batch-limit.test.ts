/** How much a batch holds, by how its way lets it leave. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { newSecret } from '../../../native/orders/standard-webhooks.ts';
import { batchLimit } from '../../../native/sync/uplink.ts';
import { until } from '../../harness/waiting.ts';
import { studio } from './sync-desk.ts';

const thinLine = { requestBytes: () => 20_000 };

it('UG21 what leaves whole holds a fifth of what leaves in slices, so that it is no burst', () => {
  expect(batchLimit(thinLine, 'sliced')).toBe(20_000);
  expect(batchLimit(thinLine, 'whole')).toBe(4_000);
  expect(batchLimit({ requestBytes: () => Number.POSITIVE_INFINITY }, 'whole')).toBe(Number.POSITIVE_INFINITY);
});

it('UG21 a folder is not on the line, so a thin one makes no small files', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hetian-folder-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { sync, append } = await studio({ requestBytes: 200 });
  await append(400);
  const config = { type: 'folder', destinationId: 'stick', folder } as const;
  sync.set(config, true, sync.open(config, { secret: newSecret(), login: null }));
  await until(sync.state, ({ destinations }) => destinations[0]?.acknowledgedSeq === 400);
  expect(readdirSync(folder, { recursive: true }).filter((name) => /\d+-\d+/u.test(String(name)))).toHaveLength(1);
});
