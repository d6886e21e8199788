/** Upstream as it is set up: the file in all its forms, the environment, the secrets, and the commands. */
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../native/kernel/clock.ts';
import { MutableState } from '../../native/kernel/live-state.ts';
import { silentLogger } from '../../native/kernel/logger.ts';
import { Ledger } from '../../native/ledger/ledger.ts';
import { noStream } from '../../native/obs/outputs/stream-watch.ts';
import { newSecret } from '../../native/orders/standard-webhooks.ts';
import { openStorage } from '../../native/storage.ts';
import { Upstream } from '../../native/upstream.ts';
import { note, temporaryFolder } from './store/test-storage.ts';
import { Place } from '../../native/sync/places.ts';
import { quietRobots } from './sync/robots/robot-desk.ts';

const secret = newSecret();
const place = 'http://127.0.0.1:9';

async function open(folder: string, environment: Record<string, string> = {}) {
  const store = await openStorage({ folder, secrets: undefined, clock: systemClock, logger: silentLogger });
  if (!store.ok) throw new Error(store.refusal.code);
  const storage = store.value;
  const ledger = new Ledger(storage.writer, storage.reader);
  const more = {
    stream: new MutableState(noStream),
    studioId: () => 'hetian-1',
    summary: () => null,
    robots: () => quietRobots(),
    clock: systemClock,
    logger: silentLogger,
  };
  const upstream = Upstream.open({ dataFolder: folder, environment, storage, ledger, ...more });
  let closed = false;
  const close = async () => {
    if (closed) return;
    closed = true;
    if (upstream.ok) await upstream.value.dispose();
    await storage.close();
  };
  onTestFinished(close);
  return { upstream, storage, ledger, close };
}

async function opened(folder: string, environment: Record<string, string> = {}) {
  const desk = await open(folder, environment);
  if (!desk.upstream.ok) throw new Error(desk.upstream.refusal.code);
  return { ...desk, upstream: desk.upstream.value };
}

const fileIn = (folder: string) => join(folder, 'upstream.json');
const fileOf = (folder: string): unknown => JSON.parse(readFileSync(fileIn(folder), 'utf8'));
const district = { type: 'https', destinationId: 'district', baseUrl: place } as const;

describe('upstream.json', () => {
  it.each([
    ['of version 0.1', { baseUrl: place, secretEnv: 'KEY' }],
    ['a bare list', [{ ...district, secretEnv: 'KEY' }]],
    ['whole', { destinations: [{ ...district, secretEnv: 'KEY' }], uplink: { capKbps: 400 } }],
  ])('SY37 is read in every form: %s', async (_name, json) => {
    const folder = temporaryFolder();
    writeFileSync(fileIn(folder), JSON.stringify(json));
    const { upstream } = await opened(folder, { KEY: secret });
    expect(upstream.state.get().destinations).toMatchObject([{ destinationId: 'district', address: place, editable: true }]);
    expect(upstream.state.get().destinations[0]!.state).not.toBe('stopped');
    await upstream.pause('district', true);
    expect(fileOf(folder)).toMatchObject({ destinations: [{ ...district, secretEnv: 'KEY', paused: true }] });
  });

  it.each([
    ['{', ''],
    ['{"destinations":[{"type":"https","destinationId":"a","baseUrl":"ftp://x"}]}', 'destinations.0.baseUrl'],
    ['{"destinations":[{"type":"https","destinationId":"a","baseUrl":"http://example.cn"}]}', 'destinations.0'],
    ['[{"type":"pigeon","destinationId":"a"}]', '0.type'],
    [
      `[{"type":"https","destinationId":"a","baseUrl":"${place}"},{"type":"https","destinationId":"a","baseUrl":"${place}/2"}]`,
      'destinations.1.destinationId',
    ],
  ])('SY37 a wrong file ends the start, names the field and stays as it is: %s', async (text, at) => {
    const folder = temporaryFolder();
    writeFileSync(fileIn(folder), text);
    const { upstream } = await open(folder);
    expect(upstream).toMatchObject({ ok: false, refusal: { code: 'config-invalid', context: { file: fileIn(folder), at } } });
    expect(readFileSync(fileIn(folder), 'utf8')).toBe(text);
  });

  it('SY38 the environment wins over the file, and what it names cannot be changed here', async () => {
    const folder = temporaryFolder();
    writeFileSync(fileIn(folder), JSON.stringify([{ ...district, baseUrl: `${place}/file` }]));
    const environment = { STUDIO_UPSTREAM_URL: `${place}/env`, STUDIO_UPSTREAM_SECRET: secret };
    const { upstream, close } = await opened(folder, environment);
    expect(upstream.state.get().destinations).toMatchObject([{ address: `${place}/env`, editable: false }]);
    const fixed = { ok: false, refusal: { code: 'destination-fixed' } };
    expect(await upstream.save({ destination: district })).toMatchObject(fixed);
    expect(await upstream.remove('district')).toMatchObject(fixed);
    expect(await upstream.pause('district', true)).toMatchObject({ ok: true });
    expect(fileOf(folder)).toEqual([{ ...district, baseUrl: `${place}/file` }]);
    await close();
    const again = await opened(folder, environment);
    expect(again.upstream.state.get().destinations).toMatchObject([{ setup: { paused: true } }]);
  });

  it('SY39 a secret of version 0.1 moves to the destination; one that is missing or wrong is said and stops only its destination', async () => {
    const folder = temporaryFolder();
    writeFileSync(fileIn(folder), JSON.stringify([district, { ...district, destinationId: 'second', baseUrl: `${place}/2` }]));
    writeFileSync(join(folder, 'secrets.json'), JSON.stringify({ upstream: secret, 'upstream:second': 'nonsense' }), { mode: 0o600 });
    const { upstream, storage } = await opened(folder);
    expect(storage.secrets.get('upstream:district')).toBe(secret);
    expect(storage.secrets.get('upstream')).toBeNull();
    const [first, second] = upstream.state.get().destinations;
    expect(first!.state).not.toBe('stopped');
    expect(second).toMatchObject({ state: 'stopped', problem: { code: 'secret-invalid', context: { destinationId: 'second' } } });
    expect(upstream.sendNow('second')).toMatchObject({ ok: false, refusal: { code: 'secret-invalid' } });
    expect(upstream.state.get().state).toBe('stopped');
  });
});

describe('setting up destinations', () => {
  it('SY40 one is added, changed and removed; its secrets go into the store and out of it, and its place stays', async () => {
    const folder = temporaryFolder();
    const { upstream, storage, ledger } = await opened(folder);
    expect(upstream.state.get()).toMatchObject({ state: 'off', destinations: [] });
    expect(await upstream.save({ destination: district })).toMatchObject({ ok: false, refusal: { code: 'secret-missing' } });
    expect(await upstream.save({ destination: district, secret: 'short' })).toMatchObject({
      ok: false,
      refusal: { code: 'secret-invalid' },
    });
    expect(existsSync(fileIn(folder))).toBe(false);
    expect(await upstream.save({ destination: district, secret })).toEqual({ ok: true, value: {} });
    expect(storage.secrets.get('upstream:district')).toBe(secret);
    expect(fileOf(folder)).toEqual({ destinations: [district] });
    const otherType = { type: 'folder', destinationId: 'district', folder } as const;
    expect(await upstream.save({ destination: otherType, secret })).toMatchObject({ ok: false, refusal: { code: 'destination-exists' } });
    expect(await upstream.save({ destination: { ...district, name: '县' } })).toEqual({ ok: true, value: {} });
    await ledger.append([note('one'), note('two')]);
    // Never forwards: that would pass over what waits.
    expect(await upstream.rewind('district', 99)).toMatchObject({ ok: true });
    expect(upstream.state.get().destinations).toMatchObject([{ name: '县', acknowledgedSeq: 0 }]);
    expect(await upstream.setUplinkCap({ capKbps: 256 })).toMatchObject({ ok: true });
    expect(await upstream.remove('district')).toMatchObject({ ok: true });
    expect(storage.secrets.get('upstream:district')).toBeNull();
    expect(fileOf(folder)).toEqual({ destinations: [], uplink: { capKbps: 256 } });
    await new Place(place, storage.reader, storage.writer).save({ acknowledgedSeq: 2 });
    expect(await upstream.save({ destination: district, secret })).toMatchObject({ ok: true });
    expect(upstream.state.get().destinations).toMatchObject([{ acknowledgedSeq: 2, backlogEntries: 0 }]);
    const unknown = { ok: false, refusal: { code: 'destination-unknown' } };
    expect(await upstream.remove('nowhere')).toMatchObject(unknown);
    expect(await upstream.pause('nowhere', true)).toMatchObject(unknown);
    expect(upstream.sendNow('nowhere')).toMatchObject(unknown);
    expect(await upstream.retryParked('nowhere', undefined)).toMatchObject(unknown);
    expect(JSON.stringify(upstream.state.get())).not.toContain(secret);
  });

  it('SY41 what was set up and how far it was outlives a restart', async () => {
    const folder = temporaryFolder();
    const first = await opened(folder);
    await first.ledger.append([note('one'), note('two'), note('three')]);
    await new Place(place, first.storage.reader, first.storage.writer).save({ acknowledgedSeq: 3 });
    await first.upstream.save({ destination: { ...district, paused: true }, secret });
    await first.upstream.rewind('district', 2);
    await first.close();
    const { upstream } = await opened(folder);
    expect(upstream.state.get().destinations).toMatchObject([
      { acknowledgedSeq: 2, backlogEntries: 1, setup: { ...district, paused: true } },
    ]);
  });

  it('SY67 one more than the next start would take is refused, and nothing of it is kept', async () => {
    const folder = temporaryFolder();
    const { upstream, storage, close } = await opened(folder);
    const another = (at: number) => ({ ...district, destinationId: `d${at}`, baseUrl: `${place}/${at}`, paused: true });
    for (let at = 1; at <= 20; at += 1) expect(await upstream.save({ destination: another(at), secret })).toMatchObject({ ok: true });
    expect(await upstream.save({ destination: another(21), secret })).toMatchObject({ ok: false, refusal: { code: 'input-invalid' } });
    expect(storage.secrets.get('upstream:d21')).toBeNull();
    await close();
    const again = await opened(folder);
    expect(again.upstream.state.get().destinations).toHaveLength(20);
  });

  it('SY68 a file that cannot be written leaves destination and secret as they were', async () => {
    const folder = temporaryFolder();
    const { upstream, storage } = await opened(folder);
    expect(await upstream.save({ destination: { ...district, paused: true }, secret })).toMatchObject({ ok: true });
    // The draft's name is taken by something that cannot be replaced.
    mkdirSync(`${fileIn(folder)}.new`);
    await expect(upstream.save({ destination: { ...district, name: '县' }, secret: newSecret() })).rejects.toThrow();
    await expect(upstream.save({ destination: { ...district, destinationId: 'b', baseUrl: `${place}/b` }, secret })).rejects.toThrow();
    expect(storage.secrets.get('upstream:district')).toBe(secret);
    expect(storage.secrets.get('upstream:b')).toBeNull();
    expect(upstream.state.get().destinations).toMatchObject([{ destinationId: 'district', name: null }]);
    rmdirSync(`${fileIn(folder)}.new`);
    mkdirSync(join(folder, 'secrets.json.new'));
    await expect(upstream.remove('district')).rejects.toThrow();
    // It is out of the file, so it delivers no more.
    expect(upstream.state.get().destinations).toEqual([]);
  });
});
