/** What the console decides without a browser: times, health, sentences and texts. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commandNames } from '../../native/contract/commands.ts';
import type { DestinationState } from '../../native/contract/upstream.ts';
import { locales, type Locale } from '../../native/contract/text.ts';
import { expectedTimes } from '../../renderer/console/air/expected-times.ts';
import { keyTable } from '../../renderer/console/keys.ts';
import { consoleStates } from './console-states.ts';
import { findingsOf } from '../../renderer/console/shell/health.ts';
import { destination, sync, waitingSync } from './upstream-states.ts';
import { clockTime, count, duration, money, signedDuration } from '../../renderer/i18n/formats.ts';
import dayOne from '../../resources/rehearsal/day-one/rundown.json';
import { rundownSchema } from '../../native/contract/rundown.ts';

const MINUTE = 60_000;
const START = Date.UTC(2020, 4, 1, 6, 0);

function texts(locale: Locale, namespace: string): Record<string, unknown> {
  return JSON.parse(readFileSync(`resources/locales/${locale}/${namespace}.json`, 'utf8')) as Record<string, unknown>;
}

function flat(node: Record<string, unknown>, path = ''): Map<string, string> {
  const all = new Map<string, string>();
  for (const [key, value] of Object.entries(node)) {
    if (typeof value === 'string') all.set(path + key, value);
    else for (const [inner, text] of flat(value as Record<string, unknown>, `${path}${key}.`)) all.set(inner, text);
  }
  return all;
}

describe('expected times', () => {
  const rundown = { ...rundownSchema.parse(dayOne), plannedStartAtMs: START };
  const [first, second, third] = rundown.segments as [
    (typeof rundown.segments)[0],
    (typeof rundown.segments)[0],
    (typeof rundown.segments)[0],
  ];
  const run = (segment: typeof first, fromMs: number, toMs: number | null) => ({
    segmentId: segment.segmentId,
    kind: segment.kind,
    title: segment.title,
    sceneName: segment.sceneName,
    startedAtMs: fromMs,
    endedAtMs: toMs,
  });

  it('CN20 before air the rundown is counted from its planned start, and from now once that is past', () => {
    const early = expectedTimes(rundown, [], null, START - MINUTE);
    expect(early.bySegment.get(first.segmentId)).toMatchObject({ state: 'expected', startAtMs: START });
    expect(early.endAtMs).toBe(START + early.plannedMs);
    expect(expectedTimes(rundown, [], null, START + MINUTE).bySegment.get(first.segmentId)?.startAtMs).toBe(START + MINUTE);
  });

  it('CN21 a segment that runs over moves all that follows', () => {
    const began = START + 5 * MINUTE;
    const now = began + second.plannedMs + 90_000;
    const onAir = run(second, began, null);
    const times = expectedTimes(rundown, [run(first, START, began), onAir], onAir, now);
    expect(times.bySegment.get(first.segmentId)).toEqual({
      state: 'ran',
      plannedStartAtMs: START,
      startAtMs: START,
      endAtMs: began,
      overMs: 5 * MINUTE - first.plannedMs,
    });
    expect(times.bySegment.get(second.segmentId)).toMatchObject({ state: 'onAir', endAtMs: now, overMs: 90_000 });
    expect(times.bySegment.get(third.segmentId)).toMatchObject({ state: 'expected', startAtMs: now });
  });

  it('CN22 a segment left out is skipped and costs no time; an empty rundown has no end', () => {
    const onAir = run(third, START, null);
    const times = expectedTimes(rundown, [onAir], onAir, START);
    expect(times.bySegment.get(first.segmentId)?.state).toBe('skipped');
    expect(times.endAtMs).toBe(START + times.plannedMs - first.plannedMs - second.plannedMs);
    expect(expectedTimes({ ...rundown, segments: [] }, [], null, START).endAtMs).toBeNull();
  });
});

describe('health in words', () => {
  const nothing = { studio: undefined, obs: undefined, playout: undefined, sales: undefined, sync: undefined };
  it('CN23 the worst finding comes first, and a lost line is the worst', () => {
    const away = waitingSync(START, 9, 5);
    expect(findingsOf({ ...nothing, link: 'open', sync: away })[0]).toMatchObject({
      part: 'sync',
      level: 'notice',
      values: { waiting: '4' },
      next: 'upstream',
    });
    expect(findingsOf({ ...nothing, link: 'connecting', sync: away })[0]).toMatchObject({ part: 'line', level: 'trouble' });
  });

  it('UP21 the light names the destination that needs attention most, and parked entries beside it', () => {
    const line = { reason: 'picture-suffers' as const, rateBytes: 0, capKbps: null, sentBytes: 0, congestion: 0.6 };
    const at = (...states: DestinationState['state'][]) =>
      findingsOf({
        ...nothing,
        link: 'open',
        sync: sync(
          states.map((state, index) => destination(START, { state, name: `${index} ${state}`, parkedCount: index })),
          { uplink: line },
        ),
      });
    expect(at('idle', 'stopped', 'waiting')[0]).toMatchObject({
      level: 'trouble',
      say: 'sync.stopped',
      values: { name: '1 stopped' },
      next: 'upstream',
    });
    expect(at('idle', 'stopped', 'waiting').filter(({ say }) => say === 'sync.parked')).toMatchObject([
      { level: 'notice', values: { parked: '3' }, next: 'upstream' },
    ]);
    expect(at('paused', 'sending').map(({ level, say }) => [level, say])).toEqual([
      ['notice', 'sync.paused'],
      ['notice', 'sync.parked'],
      ['good', 'line.open'],
    ]);
    // That sending yields to the picture is as it should be.
    expect(at('sending').every(({ level }) => level === 'good')).toBe(true);
    expect(at().map(({ level, say }) => [level, say])).toEqual([
      ['good', 'line.open'],
      ['good', 'sync.off'],
    ]);
  });

  it('PR29 a mapped scene that OBS no longer has is trouble, and named', () => {
    const { obs, preparation } = consoleStates('en');
    const mirror = { ...obs!.mirror!, sceneNames: ['主播台'] };
    const mapped = (sceneMap: Record<string, string>) =>
      findingsOf({
        ...nothing,
        link: 'open',
        obs: { ...obs!, mirror },
        preparation: { ...preparation!, config: { ...preparation!.config, sceneMap } },
      });
    expect(mapped({ Stage: '主播台' }).every(({ level }) => level === 'good')).toBe(true);
    expect(mapped({ Stage: '舞台' })[0]).toMatchObject({
      level: 'trouble',
      say: 'obs.sceneLost',
      values: { scene: '舞台' },
      problem: { code: 'scene-map-missing', context: { sceneName: 'Stage', mappedTo: '舞台' } },
      next: 'obs',
    });
  });

  it('CN24 a full disk is said as a problem with saving, with its reason', () => {
    const problem = { code: 'storage-full' as const, context: {} };
    const studio = {
      studioId: 's',
      version: '1',
      nowAtMs: START,
      clockSpeed: 1,
      locale: 'en' as const,
      overlayAddress: '',
      holdSceneName: 'Hold',
      backSoonSceneName: 'Back soon',
      backupFolder: null,
      retentionYears: 3,
      lastBackup: null,
      rehearsal: null,
      problems: [problem],
      firstRun: false,
    };
    expect(findingsOf({ ...nothing, link: 'open', studio })[0]).toMatchObject({ level: 'trouble', say: 'studio.storage', problem });
  });
});

describe('figures', () => {
  it('CN25 money, counts and lengths are grouped, cut and signed', () => {
    expect(money(102_035_990)).toBe('¥1,020,359.90');
    expect(money(-5)).toBe('−¥0.05');
    expect(count(1_234_567)).toBe('1,234,567');
    expect(duration(59_999)).toBe('0:59');
    expect(duration(3_600_000)).toBe('1:00:00');
    expect(signedDuration(90_000)).toBe('+1:30');
    expect(signedDuration(-90_000)).toBe('−1:30');
    expect(clockTime(START)).toBe('14:00:00');
  });
});

describe('texts of the console', () => {
  const english = flat(texts('en', 'console'));
  it.each(locales)('CN26 %s has every text with the same values in it', (locale) => {
    const own = flat(texts(locale, 'console'));
    const singular = (key: string) => key.endsWith('_one');
    const values = (text: string) =>
      [...text.matchAll(/\{\{(\w+)\}\}/gu)].map((match) => match[1] ?? '').toSorted((a, b) => (a < b ? -1 : 1));
    for (const [key, text] of english) {
      if (singular(key) && locale === 'zh-CN') continue;
      expect(own.get(key), `${locale} ${key}`).toBeTruthy();
      expect(values(own.get(key)!), `${locale} ${key}`).toEqual(values(text));
    }
    for (const key of own.keys()) expect(english.has(key), `${locale} ${key}`).toBe(true);
  });

  it('CN27 every command and every key has its words', () => {
    for (const name of commandNames) expect(english.has(`commands.${name}`), name).toBe(true);
    for (const { action } of keyTable(null, 'ltr')) expect(english.has(`keys.${action}`), action).toBe(true);
  });

  it('CN28 no key stands for two actions', () => {
    for (const direction of ['ltr', 'rtl'] as const) {
      const keys = keyTable(null, direction).flatMap((row) => row.keys);
      expect(new Set(keys).size).toBe(keys.length);
    }
  });
});
