/** Levels are read only while somebody needs them, and go and come with OBS. */
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../native/kernel/clock.ts';
import { silentLogger } from '../../../native/kernel/logger.ts';
import { Meters } from '../../../native/obs/audio/meters.ts';
import { ObsPair } from '../../../native/obs/obs-pair.ts';
import { newSound } from '../../../native/obs/simulated/world.ts';
import type { StudioObs } from '../../../native/obs/studio-obs.ts';
import { eventually, until } from '../../harness/waiting.ts';
import { closeAfterEach, connected, opened, ready, simulated } from './simulated-desk.ts';

closeAfterEach();

function metersOf(obs: Pick<StudioObs, 'state' | 'sideLink'>): Meters {
  const meters = new Meters({ clock: systemClock, obs, onLevels: () => undefined });
  opened.push(() => meters.dispose());
  return meters;
}

async function withTone(peak: number) {
  const server = await simulated();
  const { world } = server;
  world.collection.inputs.push({
    ...newSound(),
    name: 'music',
    kind: 'ffmpeg_source',
    settings: {},
    filters: [],
    sound: [[peak / 2, peak]],
  });
  world.addItem(world.scene('A'), 'music', true);
  return server;
}

describe('meters', () => {
  it('AU4 opens the second connection for the first who looks and closes it after the last', async () => {
    const server = await withTone(0.5);
    const { obs } = connected(server.url);
    await ready(obs);
    const meters = metersOf(obs);
    expect(server.sessionCount).toBe(1);
    const one = meters.state.subscribe(() => undefined);
    const other = meters.state.subscribe(() => undefined);
    await until(meters.state, ({ levels }) => levels.length > 0);
    expect(server.sessionCount).toBe(2);
    one.dispose();
    expect(meters.state.get().levels).not.toEqual([]);
    other.dispose();
    other.dispose();
    expect(meters.state.get().levels).toEqual([]);
    await eventually(
      () => server.sessionCount,
      (count) => count === 1,
    );
  });

  it('AU4 reads them for an alarm too, and then shows them to nobody', async () => {
    const server = await withTone(0.5);
    const { obs } = connected(server.url);
    await ready(obs);
    let heard = 0;
    const meters = new Meters({ clock: systemClock, obs, onLevels: ([level]) => (heard += level?.peakDb[0] === -6 ? 1 : 0) });
    opened.push(() => meters.dispose());
    meters.need(true);
    await eventually(
      () => heard,
      (times) => times > 1,
    );
    expect(meters.state.get().levels).toEqual([]);
    meters.need(false);
    await eventually(
      () => server.sessionCount,
      (count) => count === 1,
    );
  });

  it('AU5 shows no level while OBS is away, and goes on when it is back', async () => {
    const server = await withTone(0.5);
    const { obs } = connected(server.url);
    await ready(obs);
    const meters = metersOf(obs);
    const watch = meters.state.subscribe(() => undefined);
    await until(meters.state, ({ levels }) => levels.length > 0);
    server.faults.refuseConnections = true;
    server.dropSockets();
    await until(meters.state, ({ levels }) => levels.length === 0);
    server.faults.refuseConnections = false;
    await until(meters.state, ({ levels }) => levels.length > 0);
    expect(server.sessionCount).toBe(2);
    watch.dispose();
  });

  it('AU5 tries again where the second connection alone is lost, and leaves the first in peace', async () => {
    const server = await withTone(0.5);
    const { obs, states } = connected(server.url);
    await ready(obs);
    const events: string[] = [];
    const side = obs.sideLink({ subscriptions: 65_536, onEvent: (eventType) => events.push(eventType) });
    await eventually(
      () => events.length,
      (count) => count > 0,
    );
    server.dropNewest();
    events.length = 0;
    await eventually(
      () => events.length,
      (count) => count > 0,
    );
    expect(states.filter((state) => state === 'ready')).toHaveLength(1);
    side.dispose();
  });

  it('AU5 shows the levels of the OBS that counts', async () => {
    const [main, standby] = [await withTone(0.5), await withTone(0.25)];
    const pair = new ObsPair({ clock: systemClock, logger: silentLogger, random: () => 0.5 });
    opened.push(() => pair.dispose());
    pair.connect(main.url, 'secret-word');
    pair.connectStandby(standby.url, 'secret-word', false);
    await until(pair.state, ({ connection }) => connection.state === 'ready');
    await until(pair.other.state, ({ connection }) => connection.state === 'ready');
    const meters = metersOf(pair);
    const watch = meters.state.subscribe(() => undefined);
    await until(meters.state, ({ levels }) => levels[0]?.peakDb[0] === -6);
    expect(pair.countOn('standby', 'operator:desk')).toMatchObject({ ok: true });
    await until(meters.state, ({ levels }) => levels[0]?.peakDb[0] === -12);
    await eventually(
      () => main.sessionCount,
      (count) => count === 1,
    );
    watch.dispose();
  });
});
