/** The checklist: each check with everything it can say, and a sentence for each in all three languages. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../../native/contract/gate.ts';
import { noMedia, type MediaItem } from '../../../native/contract/media.ts';
import type { ObsMirror } from '../../../native/contract/obs.ts';
import { noOutputs } from '../../../native/contract/outputs.ts';
import { type ReadinessCheck, readinessChecks } from '../../../native/contract/readiness.ts';
import { noStandby } from '../../../native/contract/standby.ts';
import { locales } from '../../../native/contract/text.ts';
import { type ReadinessInput, readinessItem, readinessOf } from '../../../native/playout/readiness-checks.ts';

const NOW = 1_800_000_000_000;
const text = { 'zh-CN': '核桃' };
const audio = { muted: false, volumeDb: 0, monitoring: 'none' as const, tracks: [], balance: 0, syncOffsetMs: 0 };
const product = { productId: 'p1', number: 7, sku: 'S-1', name: text, placeCode: 'HTX', unit: text, priceFen: 100, allocated: 5 };
const segment = {
  segmentId: 's1',
  kind: 'influencer' as const,
  title: text,
  sceneName: 'Stage',
  guests: [{ guestId: 'g1', name: text, role: text, guestClass: 'influencer' as const }],
  productIds: ['p1'],
  plannedMs: 600_000,
};
const connection = {
  state: 'ready' as const,
  url: 'ws://127.0.0.1:4455',
  simulated: false,
  sinceAtMs: 0,
  problem: null,
  nextTryAtMs: null,
  obsVersion: '30.2.0',
  websocketVersion: '5.5.0',
};
const destination = {
  destinationId: 'office',
  name: null,
  type: 'https' as const,
  state: 'idle' as const,
  problem: null,
  clockSkewMs: null,
  lastAcknowledgedAtMs: NOW - 1,
};
const feed = { source: 'shop', ready: true, stale: false, lastAcceptedAtMs: NOW };
const video = {
  mediaId: 'm1',
  fileName: 'farm.mp4',
  state: 'ready',
  problem: null,
  consent: { given: true, notes: '' },
} as unknown as MediaItem;

/** Everything as it should be. */
const good = {
  nowMs: NOW,
  studio: { lastBackup: { atMs: NOW - 60_000, files: [], entries: 1 }, problems: [], rehearsal: null, holdSceneName: 'Hold' },
  obs: { connection, mirror: { sceneNames: ['Stage', 'Hold'], recordFolder: '/videos' } as unknown as ObsMirror },
  sources: { inputs: [{ inputName: 'host', inputKind: 'alsa_input_capture', audio, media: null }] },
  obsSceneName: (planned: string) => planned,
  rundown: { rundownId: 'r', title: text, plannedStartAtMs: null, segments: [segment] },
  catalogue: { products: [product] },
  playout: { overlayRoute: 'browser', broadcast: { broadcastId: 'b', phase: 'prepared', rehearsal: false, startedAtMs: null } },
  locale: 'zh-CN',
  overlayPages: 1,
  microphones: ['host'],
  heardDb: new Map([['host', -20]]),
  outputs: {
    record: { ...noOutputs.record, format: 'mkv', crashSafe: true },
    disk: { freeMb: 40_000, hoursLeft: 9 },
  },
  streamService: { hasServer: true, hasKey: true },
  feeds: [feed],
  sync: { destinations: [destination] },
  media: noMedia,
  gate: { verdicts: {} },
  standby: noStandby,
} as unknown as ReadinessInput;

const withStandby = { ...noStandby, config: { url: 'ws://10.0.0.2:4455', automatic: true, streams: false }, connection };
const problem = (code: string) => ({ studio: { ...good.studio, problems: [{ code, context: {} }] } }) as unknown as Partial<ReadinessInput>;
const away = { obs: { connection: { ...connection, state: 'off' }, mirror: null } } as Partial<ReadinessInput>;
const withRundown = (changes: object) => ({ rundown: { ...good.rundown, segments: [{ ...segment, ...changes }] } });
const withProduct = (changes: object) => ({ catalogue: { products: [{ ...product, ...changes }] } });
const withFeed = (changes: object) => ({ feeds: [{ ...feed, ...changes }] }) as unknown as Partial<ReadinessInput>;
const withDestination = (changes: object) =>
  ({ sync: { destinations: [{ ...destination, ...changes }] } }) as unknown as Partial<ReadinessInput>;
const withRecord = (changes: object) => ({ outputs: { ...good.outputs, record: { ...good.outputs.record, ...changes } } });
const withVerdict = (changes: Partial<Verdict>): Partial<ReadinessInput> => ({
  gate: {
    verdicts: {
      any: {
        subject: { kind: 'card', id: 'p1' },
        severity: 'block',
        findings: [],
        digest: 'd',
        rulesVersion: 'r',
        decision: null,
        ...changes,
      },
    },
  },
});
const playing = { ...withRundown({ mediaId: 'm1' }), media: { ...noMedia, items: [video] } };

const cases: readonly [ReadinessCheck, string, string, Partial<ReadinessInput>][] = [
  ['obs', 'good', 'good', {}],
  ['obs', 'failed', 'away', away],
  ['scenes', 'good', 'good', {}],
  ['scenes', 'failed', 'missing', withRundown({ sceneName: 'Farm' })],
  ['scenes', 'good', 'good', { ...withRundown({ sceneName: 'Farm' }), obsSceneName: () => 'Stage' }],
  ['scenes', 'failed', 'needsObs', away],
  ['overlay', 'good', 'browser', {}],
  ['overlay', 'failed', 'noPage', { overlayPages: 0 }],
  ['overlay', 'failed', 'none', { playout: { ...good.playout, overlayRoute: 'none' } }],
  ['overlay', 'good', 'picture', { playout: { ...good.playout, overlayRoute: 'picture' } }],
  ['overlay', 'failed', 'pictureOld', { playout: { ...good.playout, overlayRoute: 'picture' }, ...problem('picture-failed') }],
  ['overlay', 'failed', 'needsObs', away],
  ['slate', 'good', 'good', {}],
  ['slate', 'warning', 'overlayOnly', { studio: { ...good.studio, holdSceneName: 'Slate' } }],
  [
    'slate',
    'failed',
    'missing',
    { studio: { ...good.studio, holdSceneName: 'Slate' }, playout: { ...good.playout, overlayRoute: 'none' } },
  ],
  ['slate', 'failed', 'needsObs', away],
  ['microphones', 'good', 'good', {}],
  ['microphones', 'warning', 'none', { microphones: [] }],
  ['microphones', 'failed', 'muted', { sources: { inputs: [{ ...good.sources.inputs[0]!, audio: { ...audio, muted: true } }] } }],
  ['microphones', 'warning', 'silent', { heardDb: new Map([['host', -80]]) }],
  ['microphones', 'unknown', 'notHeard', { heardDb: new Map() }],
  ['microphones', 'failed', 'needsObs', away],
  ['recording', 'good', 'goodFolder', {}],
  ['recording', 'good', 'good', { obs: { connection, mirror: { ...good.obs.mirror!, recordFolder: null } } }],
  ['recording', 'warning', 'notCrashSafe', withRecord({ format: 'mp4', crashSafe: false })],
  ['recording', 'unknown', 'unknown', withRecord({ format: null, crashSafe: null })],
  ['recording', 'failed', 'needsObs', away],
  ['disk', 'good', 'good', {}],
  ['disk', 'good', 'free', { outputs: { ...good.outputs, disk: { freeMb: 40_000, hoursLeft: null } } }],
  ['disk', 'failed', 'short', { outputs: { ...good.outputs, disk: { freeMb: 1_999, hoursLeft: 9 } } }],
  ['disk', 'failed', 'short', { outputs: { ...good.outputs, disk: { freeMb: 40_000, hoursLeft: 0.4 } } }],
  ['disk', 'failed', 'studio', problem('disk-low')],
  ['disk', 'unknown', 'unknown', { outputs: { ...good.outputs, disk: null } }],
  ['uplink', 'good', 'good', {}],
  ['uplink', 'failed', 'noServer', { streamService: { hasServer: false, hasKey: true } }],
  ['uplink', 'warning', 'noKey', { streamService: { hasServer: true, hasKey: false } }],
  ['uplink', 'warning', 'destination', withDestination({ state: 'stopped' })],
  ['uplink', 'unknown', 'unknown', { streamService: null }],
  ['uplink', 'failed', 'needsObs', away],
  ['clock', 'good', 'good', {}],
  ['clock', 'failed', 'skewed', withDestination({ clockSkewMs: -180_000 })],
  ['clock', 'warning', 'jumped', problem('clock-jumped')],
  ['clock', 'unknown', 'unknown', { sync: { destinations: [] } }],
  ['feeds', 'good', 'good', {}],
  ['feeds', 'warning', 'none', { feeds: [] }],
  ['feeds', 'failed', 'notReady', withFeed({ ready: false, notReady: 'feed-secret-missing' })],
  ['feeds', 'warning', 'stale', withFeed({ stale: true, lastAcceptedAtMs: NOW - 600_000 })],
  ['catalogue', 'good', 'good', {}],
  ['catalogue', 'warning', 'none', withRundown({ productIds: [] })],
  ['catalogue', 'failed', 'gone', withRundown({ productIds: ['p1', 'p9'] })],
  ['catalogue', 'warning', 'unnamed', { locale: 'ug' }],
  ['catalogue', 'warning', 'empty', withProduct({ allocated: 0 })],
  ['rundown', 'good', 'good', {}],
  ['rundown', 'failed', 'empty', { rundown: { ...good.rundown, segments: [] } }],
  ['rundown', 'warning', 'noLength', withRundown({ plannedMs: 0 })],
  ['rundown', 'warning', 'guests', withRundown({ guests: [{ ...segment.guests[0]!, role: { 'zh-CN': ' ' } }] })],
  ['texts', 'good', 'good', {}],
  ['texts', 'failed', 'blocked', withVerdict({})],
  ['texts', 'warning', 'warned', withVerdict({ severity: 'warn' })],
  ['texts', 'good', 'good', withVerdict({ decision: 'overridden' })],
  ['texts', 'good', 'good', withVerdict({ severity: 'note' })],
  ['texts', 'good', 'good', withVerdict({ subject: { kind: 'card', id: 'p9' } })],
  ['videos', 'notNeeded', 'none', {}],
  ['videos', 'good', 'good', playing],
  ['videos', 'failed', 'gone', { ...playing, media: noMedia }],
  ['videos', 'failed', 'notReady', { ...playing, media: { ...noMedia, items: [{ ...video, state: 'failed' }] } }],
  ['videos', 'failed', 'noConsent', { ...playing, media: { ...noMedia, items: [{ ...video, consent: { given: false, notes: '' } }] } }],
  ['backup', 'good', 'good', {}],
  ['backup', 'notNeeded', 'rehearsal', { playout: { ...good.playout, broadcast: { ...good.playout.broadcast, rehearsal: true } } }],
  ['backup', 'failed', 'failed', problem('backup-failed')],
  ['backup', 'warning', 'none', { studio: { ...good.studio, lastBackup: null } }],
  ['backup', 'warning', 'old', { nowMs: NOW + 7_200_000 }],
  ['standby', 'notNeeded', 'none', {}],
  ['standby', 'good', 'good', { standby: { ...withStandby, inStepAtMs: NOW } }],
  ['standby', 'unknown', 'following', { standby: withStandby }],
  ['standby', 'warning', 'differs', { standby: { ...withStandby, differences: [{ what: 'scene', name: 'Farm' }] } }],
  ['standby', 'failed', 'away', { standby: { ...withStandby, connection: { ...connection, state: 'reconnecting' } } }],
];

type Sentences = Record<string, Record<string, string>>;
const sentencesOf = (locale: string): Sentences =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../../../resources/locales/${locale}/safety.json`), 'utf8')).readiness;

describe('the checklist', () => {
  it.each(cases)('CK1 %s is %s: %s', (check, verdict, say, changes) => {
    expect(readinessItem(check, { ...good, ...changes })).toMatchObject({ check, verdict, say });
  });

  it('CK2 finds nothing to do when everything is as it should be', () => {
    const items = readinessOf({ ...good, ...playing, standby: { ...withStandby, inStepAtMs: NOW } });
    expect(items.map(({ check }) => check)).toEqual([...readinessChecks]);
    expect(items.filter(({ verdict }) => verdict !== 'good')).toEqual([]);
  });

  it('CK13 the texts of the plan are named by what the crew calls them: products, guests, segments, and messages by their word', () => {
    const verdict = (subject: Verdict['subject'], found = '') => ({
      subject,
      severity: 'block' as const,
      findings: [{ rule: 'absolute', severity: 'block' as const, at: '', found, law: '', context: {} }],
      digest: 'd',
      rulesVersion: 'r',
      decision: null,
    });
    const verdicts = {
      a: verdict({ kind: 'card', id: 'p1' }),
      b: verdict({ kind: 'announcement', id: 'a1' }, '最好'),
      c: verdict({ kind: 'lower-third', id: 'g1', within: 's1' }),
      d: verdict({ kind: 'segment', id: 's1' }),
      e: verdict({ kind: 'segment', id: 'of-another-day' }),
    };
    expect(readinessItem('texts', { ...good, gate: { verdicts } })).toMatchObject({
      verdict: 'failed',
      values: { names: '7 核桃, 最好, 核桃 …', count: 4 },
      page: 'overlay',
      fixable: false,
    });
  });

  it('CK2 names whom it means, three at most', () => {
    const microphones = ['a', 'b', 'c', 'd'];
    const inputs = microphones.map((inputName) => ({ ...good.sources.inputs[0]!, inputName, audio: { ...audio, muted: true } }));
    expect(readinessItem('microphones', { ...good, microphones, sources: { inputs } }).values).toEqual({ names: 'a, b, c …', count: 4 });
  });

  it('CK3 offers to mend only what the studio can', () => {
    const fixable = new Set(
      cases.filter(([check, , , changes]) => readinessItem(check, { ...good, ...changes }).fixable).map(([check]) => check),
    );
    expect([...fixable].toSorted()).toEqual(['backup', 'microphones', 'overlay', 'scenes', 'slate']);
  });

  it.each(locales)('CK4 has a sentence for everything it says, in %s, with its values', (locale) => {
    const sentences = sentencesOf(locale);
    for (const [check, , say, changes] of cases) {
      const sentence = sentences[check]?.[say];
      expect(sentence, `${check}.${say}`).toBeTypeOf('string');
      const { values } = readinessItem(check, { ...good, ...changes });
      const named = [...sentence!.matchAll(/\{\{(\w+)\}\}/gu)].map(([, name]) => name!);
      expect(
        named.filter((name) => !(name in values)),
        `${check}.${say}`,
      ).toEqual([]);
    }
  });
});
