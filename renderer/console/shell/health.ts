/** Health in words: what is well, what needs attention, and what to do about it; the worst comes first. */
import type { AudioState } from '../../../native/contract/audio.ts';
import { type GateState, stopOf, subjectKey } from '../../../native/contract/gate.ts';
import type { MediaItem, MediaState } from '../../../native/contract/media.ts';
import type { ObsState } from '../../../native/contract/obs.ts';
import type { PreparationState } from '../../../native/contract/preparation.ts';
import type { OverlayPagesState } from '../../../native/contract/overlay-pages.ts';
import type { OutputsState } from '../../../native/contract/outputs.ts';
import type { OverlayState } from '../../../native/contract/overlay.ts';
import type { PlayoutState } from '../../../native/contract/playout.ts';
import type { Refusal } from '../../../native/contract/refusal.ts';
import type { RundownState, Segment } from '../../../native/contract/rundown.ts';
import type { SalesState } from '../../../native/contract/sales.ts';
import type { StandbyState } from '../../../native/contract/standby.ts';
import type { StudioState } from '../../../native/contract/studio.ts';
import type { DestinationState, SyncState } from '../../../native/contract/upstream.ts';
import type { LinkState } from '../../client/studio-client.ts';
import { clockMinute, count } from '../../i18n/formats.ts';
import { segmentSubjects } from '../gate/segment-subjects.ts';

export type HealthLevel = 'good' | 'notice' | 'trouble';

export interface Finding {
  part: 'outputs' | 'line' | 'obs' | 'overlay' | 'audio' | 'media' | 'gate' | 'feeds' | 'sync' | 'studio' | 'standby';
  level: HealthLevel;
  /** Key of the short sentence, below `health.` in the console's texts. */
  say: string;
  values: Record<string, string | number>;
  /** The full reason with its remedy, where there is one. */
  problem: Refusal | null;
  nextTryAtMs: number | null;
  next: 'air' | 'settings' | 'obs' | 'overlay' | 'media' | 'rundown' | 'sales' | 'upstream' | 'prepareObs' | null;
  /** The tab of that page; absent where it has none, or where the first one is right. */
  tab?: 'audio' | 'outputs' | 'preparation' | 'standby' | 'gate' | 'pages' | 'messages';
}

export interface HealthInput {
  link: LinkState;
  studio: StudioState | undefined;
  obs: ObsState | undefined;
  audio?: AudioState | undefined;
  media?: MediaState | undefined;
  gate?: GateState | undefined;
  outputs?: OutputsState | undefined;
  overlayPages?: OverlayPagesState | undefined;
  overlay?: OverlayState | undefined;
  playout: PlayoutState | undefined;
  rundown?: RundownState | undefined;
  sales: SalesState | undefined;
  sync: SyncState | undefined;
  standby?: StandbyState | undefined;
  preparation?: PreparationState | undefined;
}

const order: readonly HealthLevel[] = ['trouble', 'notice', 'good'];

export function findingsOf(input: HealthInput): Finding[] {
  const found = [lineFinding(input.link)];
  if (input.studio)
    found.push(...input.studio.problems.filter(({ code }) => code !== 'figures-frozen').map((problem) => studioFinding(problem)));
  if (input.obs) found.push(obsFinding(input.obs));
  if (input.playout && input.obs?.connection.state === 'ready') found.push(overlayFinding(input.playout));
  if (input.overlayPages) found.push(...pageFindings(input.overlayPages));
  if (input.overlay && input.playout) found.push(...legalFindings(input.overlay, input.playout));
  if (input.outputs && input.obs?.mirror) found.push(...outputFindings(input.outputs, input.playout?.broadcast.phase === 'onAir'));
  if (input.audio) found.push(...alarmFindings(input.audio));
  if (input.preparation && input.obs?.mirror) found.push(...lostSceneFindings(input.preparation, input.obs.mirror.sceneNames));
  if (input.media && input.playout && input.rundown) found.push(...videoFindings(input.media, input.playout, input.rundown));
  if (input.gate && input.playout && input.rundown) found.push(...gateFindings(input.gate, input.playout, input.rundown));
  if (input.sales) found.push(...frozenFindings(input), feedsFinding(input.sales));
  if (input.sales && input.sales.inboxCount > 0) found.push(inboxFinding(input.sales));
  if (input.sync) found.push(syncFinding(input.sync), ...parkedFindings(input.sync));
  if (input.standby?.config) found.push(standbyFinding(input.standby));
  return found.sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level));
}

const toAudio = { next: 'obs', tab: 'audio' } as const;
const toMessages = { next: 'overlay', tab: 'messages' } as const;
const toOutputs = { next: 'obs', tab: 'outputs' } as const;
const toPreparation = { next: 'obs', tab: 'preparation' } as const;
const toStandby = { next: 'obs', tab: 'standby' } as const;

function finding(part: Finding['part'], level: HealthLevel, say: string, more: Partial<Finding> = {}): Finding {
  return { part, level, say: `${part}.${say}`, values: {}, problem: null, nextTryAtMs: null, next: null, ...more };
}

function lineFinding(link: LinkState): Finding {
  return link === 'open' ? finding('line', 'good', 'open') : finding('line', 'trouble', 'down');
}

function studioFinding(problem: Refusal): Finding {
  return finding('studio', 'trouble', problem.code.startsWith('storage-') ? 'storage' : 'problem', { problem });
}

function obsFinding({ connection }: ObsState): Finding {
  const { state, problem, nextTryAtMs, simulated } = connection;
  switch (state) {
    case 'ready':
      return simulated
        ? finding('obs', 'good', 'simulated')
        : finding('obs', 'good', 'ready', { values: { version: connection.obsVersion ?? '' } });
    case 'off':
      return finding('obs', 'notice', 'off', { next: 'settings' });
    case 'connecting':
      return finding('obs', 'notice', 'connecting', { problem });
    case 'reconnecting':
      return finding('obs', 'trouble', 'reconnecting', { problem, nextTryAtMs, next: 'settings' });
    case 'stopped':
      return finding('obs', 'trouble', 'stopped', { problem, next: 'settings' });
  }
}

function standbyFinding({ connection, counts, differences, otherStreams }: StandbyState): Finding {
  if (connection?.state !== 'ready') return finding('standby', 'trouble', 'away', { problem: connection?.problem ?? null, ...toStandby });
  if (otherStreams) return finding('standby', 'notice', 'streams', toStandby);
  if (differences.length > 0) return finding('standby', 'notice', 'differs', { values: { count: differences.length }, ...toStandby });
  return finding('standby', counts === 'main' ? 'good' : 'notice', counts === 'main' ? 'inStep' : 'counts', toStandby);
}

function overlayFinding({ overlayRoute }: PlayoutState): Finding {
  return overlayRoute === 'none' ? finding('overlay', 'trouble', 'none', { next: 'prepareObs' }) : finding('overlay', 'good', overlayRoute);
}

/** Why the overlay left its page is a problem of the studio; here come pages that go on in trouble. */
function pageFindings({ pages, problem }: OverlayPagesState): Finding[] {
  const counted = pages.filter(({ trouble, place }) => trouble !== null && !(place === 'obs' && problem)).length;
  return counted === 0 ? [] : [finding('overlay', 'notice', 'pages', { values: { count: counted }, next: 'overlay', tab: 'pages' })];
}

/** The law wants both on the picture while something is sold (footer: who sells and where to complain; mark: that it is advertising). */
function legalFindings({ footerShown, footer, adMarkShown }: OverlayState, { broadcast }: PlayoutState): Finding[] {
  if (broadcast.phase !== 'onAir') return [];
  const found: Finding[] = [];
  if (!footer) found.push(finding('overlay', 'notice', 'footerMissing', toMessages));
  else if (!footerShown) found.push(finding('overlay', 'notice', 'footerOff', { next: 'air' }));
  if (!adMarkShown) found.push(finding('overlay', 'notice', 'adMarkOff', { next: 'air' }));
  return found;
}

/** The figures that viewers see stand still; the feed that is silent is named beside it. */
function frozenFindings({ overlay, studio }: HealthInput): Finding[] {
  const problem = studio?.problems.find(({ code }) => code === 'figures-frozen') ?? null;
  const frozenAtMs = overlay?.frozenAtMs ?? null;
  if (!problem && frozenAtMs === null) return [];
  const values = { at: frozenAtMs === null ? '' : clockMinute(frozenAtMs) };
  return [finding('feeds', 'trouble', frozenAtMs === null ? 'frozen' : 'frozenSince', { values, problem, next: 'sales' })];
}

function alarmFindings({ alarms }: AudioState): Finding[] {
  return alarms.map(({ kind, inputName }) => finding('audio', 'trouble', kind, { values: { input: inputName }, ...toAudio }));
}

/** Scenes that the plan's are mapped to and that OBS no longer has under that name: a take of them would be refused. */
function lostSceneFindings({ config }: PreparationState, sceneNames: readonly string[]): Finding[] {
  return Object.entries(config.sceneMap)
    .filter(([, mappedTo]) => !sceneNames.includes(mappedTo))
    .map(([sceneName, mappedTo]) => {
      const problem = { code: 'scene-map-missing' as const, context: { sceneName, mappedTo } };
      return finding('obs', 'trouble', 'sceneLost', { values: { scene: mappedTo }, problem, ...toPreparation });
    });
}

/** Below this a recording may fill the disk before the broadcast ends. */
const FEW_HOURS = 2;

function outputFindings({ stream, record, disk }: OutputsState, onAir: boolean): Finding[] {
  const found: Finding[] = [];
  // What ended by itself, or never began, is off like what nobody wants; only its problem tells them apart.
  const level = onAir ? 'trouble' : 'notice';
  if (stream.turn === 'off' && stream.problem) {
    found.push(finding('outputs', level, 'streamOff', { problem: stream.problem, ...toOutputs }));
  }
  if (record.turn === 'off' && record.problem) {
    found.push(finding('outputs', level, 'recordOff', { problem: record.problem, ...toOutputs }));
  }
  if (stream.turn === 'stalled') found.push(finding('outputs', 'trouble', 'streamStalled', toOutputs));
  else if (stream.turn === 'reconnecting') found.push(finding('outputs', 'trouble', 'streamReconnecting', toOutputs));
  else if (stream.trouble) found.push(finding('outputs', 'trouble', 'lineFull', toOutputs));
  if (record.turn === 'stalled') found.push(finding('outputs', 'trouble', 'recordStalled', toOutputs));
  const hours = disk?.hoursLeft ?? null;
  const records = record.turn !== 'off' && record.turn !== 'unknown';
  if (records && hours !== null && hours < FEW_HOURS) {
    found.push(finding('outputs', 'notice', 'diskLow', { values: { minutes: Math.floor(hours * 60) }, ...toOutputs }));
  }
  return found;
}

/** So many segments after the one on air may come before anybody could still make a video ready. */
const NEAR_SEGMENTS = 2;

/** What is prepared, and what comes soon after the segment on air. */
function comingSegments({ segmentOnAir, asRun, prepared }: PlayoutState, segments: readonly Segment[]): Segment[] {
  const reachedId = segmentOnAir?.segmentId ?? asRun.at(-1)?.segmentId;
  const reached = segments.findIndex(({ segmentId }) => segmentId === reachedId);
  return segments.filter(
    ({ segmentId }, index) => segmentId === prepared.segmentId || (index > reached && index <= reached + NEAR_SEGMENTS),
  );
}

/** What the gate would stop in the segment on air or soon, while there is time to mend it. */
function gateFindings({ verdicts }: GateState, playout: PlayoutState, { rundown }: RundownState): Finding[] {
  const onAir = rundown.segments.filter(({ segmentId }) => segmentId === playout.segmentOnAir?.segmentId);
  const segments = [...onAir, ...comingSegments(playout, rundown.segments)];
  const productIds = [
    ...segments.flatMap((segment) => segment.productIds),
    ...(playout.prepared.productId ? [playout.prepared.productId] : []),
  ];
  const cards = productIds.map((id) => subjectKey({ kind: 'card', id }));
  const keys = new Set([...segments.flatMap(segmentSubjects), ...cards]);
  const stops = [...keys].flatMap((key) => (verdicts[key] ? (stopOf(verdicts[key]) ?? []) : []));
  const countOf = (stop: 'block' | 'warn') => stops.filter((each) => each === stop).length;
  const [blocked, warned] = [countOf('block'), countOf('warn')];
  const to = { next: 'overlay', tab: 'gate' } as const;
  return [
    ...(blocked > 0 ? [finding('gate', 'trouble', 'blocked', { values: { count: blocked }, ...to })] : []),
    ...(warned > 0 ? [finding('gate', 'notice', 'warned', { values: { count: warned }, ...to })] : []),
  ];
}

/** States that lead to a video that can be played, if nothing holds them up. */
const COMING: readonly MediaItem['state'][] = ['arriving', 'probing', 'waiting', 'converting'];

/** Videos that a take would soon be refused for; one that is only being made anew can still be played as it is. */
function videoFindings({ items }: MediaState, playout: PlayoutState, { rundown }: RundownState): Finding[] {
  const found = [...new Set(comingSegments(playout, rundown.segments).flatMap(({ mediaId }) => mediaId ?? []))].map((mediaId) => {
    const item = items.find((each) => each.mediaId === mediaId);
    if (!item) return finding('media', 'trouble', 'gone', { next: 'rundown' });
    if (item.playable) return null;
    const { state, problem, fileName } = item;
    const comes = COMING.includes(state) && !problem;
    return finding('media', comes ? 'notice' : 'trouble', comes ? 'coming' : 'notReady', {
      values: { file: fileName },
      problem,
      next: 'media',
    });
  });
  return found.filter((each) => each !== null);
}

function feedsFinding({ feeds }: SalesState): Finding {
  const closed = feeds.find((feed) => !feed.ready);
  if (closed) return finding('feeds', 'trouble', 'notReady', { values: { source: closed.source }, next: 'settings' });
  if (feeds.length === 0) return finding('feeds', 'notice', 'none', { next: 'settings' });
  const silent = feeds.find((feed) => feed.stale);
  if (silent) return finding('feeds', 'notice', 'stale', { values: { source: silent.source }, next: 'sales' });
  return finding('feeds', 'good', 'ready', { values: { count: feeds.length } });
}

function inboxFinding({ inboxCount }: SalesState): Finding {
  return finding('feeds', 'notice', 'inbox', { values: { count: inboxCount }, next: 'sales' });
}

/** From the one that needs a person to the one that has nothing to do. */
const urgency: readonly DestinationState['state'][] = ['stopped', 'waiting', 'paused', 'sending', 'idle'];

/** The destination that needs attention most; null without any. */
function worstDestination({ destinations }: SyncState): DestinationState | null {
  return destinations.toSorted((a, b) => urgency.indexOf(a.state) - urgency.indexOf(b.state))[0] ?? null;
}

function syncFinding(sync: SyncState): Finding {
  const worst = worstDestination(sync);
  if (!worst) return finding('sync', 'good', 'off', { next: 'upstream' });
  const { state, problem, nextTryAtMs } = worst;
  const values = { name: worst.name ?? worst.destinationId, waiting: count(worst.backlogEntries) };
  switch (state) {
    case 'idle':
      return finding('sync', 'good', 'idle');
    case 'sending':
      return finding('sync', 'good', 'sending', { values });
    case 'paused':
      return finding('sync', 'notice', 'paused', { values, next: 'upstream' });
    case 'waiting':
      return finding('sync', 'notice', 'waiting', { values, problem, nextTryAtMs, next: 'upstream' });
    case 'stopped':
      return finding('sync', 'trouble', 'stopped', { values, problem, next: 'upstream' });
  }
}

function parkedFindings({ destinations }: SyncState): Finding[] {
  const parked = destinations.reduce((sum, { parkedCount }) => sum + parkedCount, 0);
  return parked === 0 ? [] : [finding('sync', 'notice', 'parked', { values: { parked: count(parked) }, next: 'upstream' })];
}
