/** The checklist before going live: what is good, what fails and why, from what is known; pure. */
import type { AudioState } from '../contract/audio.ts';
import { type GateState, stopOf, type Subject, type Verdict } from '../contract/gate.ts';
import type { MediaState } from '../contract/media.ts';
import type { ObsState, SourcesState } from '../contract/obs.ts';
import type { OutputsState } from '../contract/outputs.ts';
import type { PlayoutState } from '../contract/playout.ts';
import type { CatalogueState, Product } from '../contract/product.ts';
import { type ReadinessCheck, readinessChecks, type ReadinessItem } from '../contract/readiness.ts';
import type { Refusal } from '../contract/refusal.ts';
import type { Rundown } from '../contract/rundown.ts';
import type { SalesState } from '../contract/sales.ts';
import type { StandbyState } from '../contract/standby.ts';
import type { StudioState } from '../contract/studio.ts';
import { textIn, type Locale, type LocalText } from '../contract/text.ts';
import type { SyncState } from '../contract/upstream.ts';

export interface ReadinessInput {
  nowMs: number;
  studio: Pick<StudioState, 'lastBackup' | 'problems' | 'rehearsal' | 'holdSceneName'>;
  obs: ObsState;
  sources: Pick<SourcesState, 'inputs'>;
  /** The name that OBS has for a scene of the plan. */
  obsSceneName(planned: string): string;
  rundown: Rundown;
  catalogue: Pick<CatalogueState, 'products'>;
  playout: Pick<PlayoutState, 'overlayRoute' | 'broadcast'>;
  /** The language of what is drawn over the picture. */
  locale: Locale;
  /** Overlay pages that are connected now, other than those of the console. */
  overlayPages: number;
  microphones: AudioState['microphones'];
  /** The loudest that was just heard of each input, in dB; empty where nobody could listen. */
  heardDb: ReadonlyMap<string, number>;
  outputs: Pick<OutputsState, 'record' | 'disk'>;
  /** Whether OBS has a server and a key to stream to; null while OBS does not tell. */
  streamService: { hasServer: boolean; hasKey: boolean } | null;
  feeds: SalesState['feeds'];
  sync: Pick<SyncState, 'destinations'>;
  media: Pick<MediaState, 'items'>;
  gate: Pick<GateState, 'verdicts'>;
  standby: StandbyState;
}

type Said = Pick<ReadinessItem, 'verdict' | 'say'> & Partial<Pick<ReadinessItem, 'values' | 'problem' | 'fixable' | 'page'>>;

/** Below this a microphone gives nothing that anybody would hear. */
const HEARD_DB = -60;
const DISK_MB = 2_000;
const DISK_HOURS = 0.5;
const BACKUP_MS = 3_600_000;
/** Names in a sentence that is read in five seconds. */
const NAMES = 3;

export function readinessOf(input: ReadinessInput): ReadinessItem[] {
  return readinessChecks.map((check) => readinessItem(check, input));
}

export function readinessItem(check: ReadinessCheck, input: ReadinessInput): ReadinessItem {
  return { check, values: {}, problem: null, fixable: false, page: null, ...checks[check](input) };
}

const checks: Record<ReadinessCheck, (input: ReadinessInput) => Said> = {
  obs({ obs: { connection } }): Said {
    if (connection.state === 'ready') return { verdict: 'good', say: 'good', values: { version: connection.obsVersion ?? '' } };
    return { verdict: 'failed', say: 'away', problem: connection.problem, page: 'settings' };
  },

  scenes({ obs, rundown, obsSceneName }): Said {
    if (!obs.mirror) return needsObs;
    const wanted = new Set(rundown.segments.map(({ sceneName }) => obsSceneName(sceneName)));
    const missing = [...wanted].filter((name) => !obs.mirror?.sceneNames.includes(name));
    if (missing.length > 0) return { verdict: 'failed', say: 'missing', values: named(missing), fixable: true, page: 'obs' };
    return { verdict: 'good', say: 'good', values: { count: wanted.size } };
  },

  overlay({ playout, overlayPages, studio, obs }): Said {
    const { overlayRoute: route } = playout;
    if (!obs.mirror) return needsObs;
    if (route === 'none') return { verdict: 'failed', say: 'none', fixable: true, page: 'obs' };
    const problem = studio.problems.find(({ code }) => code.startsWith('picture-')) ?? null;
    if (route === 'picture') {
      return problem ? { verdict: 'failed', say: 'pictureOld', problem, page: 'obs' } : { verdict: 'good', say: 'picture' };
    }
    return overlayPages > 0 ? { verdict: 'good', say: 'browser' } : { verdict: 'failed', say: 'noPage', fixable: true, page: 'obs' };
  },

  slate({ obs, studio, obsSceneName, playout }): Said {
    if (!obs.mirror) return needsObs;
    const name = obsSceneName(studio.holdSceneName);
    if (obs.mirror.sceneNames.includes(name)) return { verdict: 'good', say: 'good', values: { name } };
    const verdict = playout.overlayRoute === 'none' ? 'failed' : 'warning';
    return { verdict, say: verdict === 'failed' ? 'missing' : 'overlayOnly', values: { name }, fixable: true, page: 'obs' };
  },

  microphones({ obs, sources, microphones, heardDb }): Said {
    if (!obs.mirror) return needsObs;
    if (microphones.length === 0) return { verdict: 'warning', say: 'none', page: 'obs' };
    const isMuted = (name: string) => sources.inputs.find(({ inputName }) => inputName === name)?.audio?.muted === true;
    const muted = microphones.filter((name) => isMuted(name));
    if (muted.length > 0) return { verdict: 'failed', say: 'muted', values: named(muted), fixable: true, page: 'obs' };
    if (heardDb.size === 0) return { verdict: 'unknown', say: 'notHeard', values: { count: microphones.length }, page: 'obs' };
    const silent = microphones.filter((name) => (heardDb.get(name) ?? -100) < HEARD_DB);
    if (silent.length > 0) return { verdict: 'warning', say: 'silent', values: named(silent), page: 'obs' };
    return { verdict: 'good', say: 'good', values: { count: microphones.length } };
  },

  recording({ obs, outputs: { record } }): Said {
    if (!obs.mirror) return needsObs;
    if (record.crashSafe === false) {
      const format = record.format ?? '';
      const problem: Refusal = { code: 'recording-not-crash-safe', context: { format } };
      return { verdict: 'warning', say: 'notCrashSafe', values: { format }, problem, page: 'obs' };
    }
    if (record.crashSafe === null) return { verdict: 'unknown', say: 'unknown', page: 'obs' };
    const folder = obs.mirror.recordFolder;
    return { verdict: 'good', say: folder === null ? 'good' : 'goodFolder', values: { format: record.format ?? '', folder: folder ?? '' } };
  },

  disk({ outputs: { disk }, studio }): Said {
    const problem = studio.problems.find(({ code }) => code === 'disk-low' || code === 'storage-full') ?? null;
    if (problem) return { verdict: 'failed', say: 'studio', problem, page: 'settings' };
    if (!disk) return { verdict: 'unknown', say: 'unknown', page: 'obs' };
    const values = { freeGb: Math.floor(disk.freeMb / 100) / 10, hours: Math.floor((disk.hoursLeft ?? 0) * 10) / 10 };
    const short = disk.freeMb < DISK_MB || (disk.hoursLeft !== null && disk.hoursLeft < DISK_HOURS);
    if (short) return { verdict: 'failed', say: 'short', values, page: 'obs' };
    return { verdict: 'good', say: disk.hoursLeft === null ? 'free' : 'good', values };
  },

  uplink({ obs, streamService, sync }): Said {
    if (!obs.mirror) return needsObs;
    if (streamService && !streamService.hasServer) return { verdict: 'failed', say: 'noServer', page: 'obs' };
    if (streamService && !streamService.hasKey) return { verdict: 'warning', say: 'noKey', page: 'obs' };
    const bad = sync.destinations.find(({ state }) => state === 'stopped' || state === 'waiting');
    if (bad) {
      return {
        verdict: 'warning',
        say: 'destination',
        values: { name: bad.name ?? bad.destinationId },
        problem: bad.problem,
        page: 'upstream',
      };
    }
    if (!streamService) return { verdict: 'unknown', say: 'unknown', page: 'obs' };
    return { verdict: 'good', say: 'good' };
  },

  clock({ sync, studio }): Said {
    const jumped = studio.problems.find(({ code }) => code === 'clock-jumped');
    if (jumped) return { verdict: 'warning', say: 'jumped', problem: jumped };
    const skewed = sync.destinations.find(({ clockSkewMs }) => clockSkewMs !== null);
    if (skewed) {
      const minutes = Math.round(Math.abs(skewed.clockSkewMs ?? 0) / 60_000);
      return { verdict: 'failed', say: 'skewed', values: { minutes, name: skewed.name ?? skewed.destinationId }, page: 'upstream' };
    }
    const agreeing = sync.destinations.find(({ lastAcknowledgedAtMs, type }) => lastAcknowledgedAtMs !== null && type === 'https');
    return agreeing
      ? { verdict: 'good', say: 'good', values: { name: agreeing.name ?? agreeing.destinationId } }
      : { verdict: 'unknown', say: 'unknown' };
  },

  feeds({ feeds, nowMs }): Said {
    const closed = feeds.find(({ ready }) => !ready);
    if (closed) {
      const problem: Refusal | null = closed.notReady ? { code: closed.notReady, context: { source: closed.source } } : null;
      return { verdict: 'failed', say: 'notReady', values: { source: closed.source }, problem, page: 'settings' };
    }
    if (feeds.length === 0) return { verdict: 'warning', say: 'none', page: 'settings' };
    const silent = feeds.find(({ stale }) => stale);
    if (silent) {
      const minutes = silent.lastAcceptedAtMs === null ? 0 : Math.round((nowMs - silent.lastAcceptedAtMs) / 60_000);
      return { verdict: 'warning', say: 'stale', values: { source: silent.source, minutes }, page: 'sales' };
    }
    return { verdict: 'good', say: 'good', values: { count: feeds.length } };
  },

  catalogue({ rundown, catalogue, locale }): Said {
    const ids = [...new Set(rundown.segments.flatMap(({ productIds }) => productIds))];
    if (ids.length === 0) return { verdict: 'warning', say: 'none', page: 'rundown' };
    const products = new Map(catalogue.products.map((product) => [product.productId, product]));
    const gone = ids.filter((id) => !products.has(id));
    if (gone.length > 0) return { verdict: 'failed', say: 'gone', values: { count: gone.length }, page: 'rundown' };
    const found = ids.map((id) => products.get(id)!);
    const unnamed = found.filter(({ name, unit }) => !isSaid(name, locale) || !isSaid(unit, locale));
    if (unnamed.length > 0) return { verdict: 'warning', say: 'unnamed', values: numbered(unnamed), page: 'catalogue' };
    const empty = found.filter(({ allocated, priceFen }) => allocated === 0 || priceFen === 0);
    if (empty.length > 0) return { verdict: 'warning', say: 'empty', values: numbered(empty), page: 'catalogue' };
    return { verdict: 'good', say: 'good', values: { count: found.length } };
  },

  rundown({ rundown: { segments }, locale }): Said {
    if (segments.length === 0) return { verdict: 'failed', say: 'empty', page: 'rundown' };
    const plannedMs = segments.reduce((sum, segment) => sum + segment.plannedMs, 0);
    if (plannedMs === 0) return { verdict: 'warning', say: 'noLength', page: 'rundown' };
    const nameless = segments.flatMap(({ guests }) => guests).filter(({ name, role }) => !isSaid(name, locale) || !isSaid(role, locale));
    if (nameless.length > 0) return { verdict: 'warning', say: 'guests', values: { count: nameless.length }, page: 'rundown' };
    return { verdict: 'good', say: 'good', values: { count: segments.length, minutes: Math.round(plannedMs / 60_000) } };
  },

  texts({ gate, rundown, catalogue, locale }): Said {
    const today = Object.values(gate.verdicts).filter(({ subject }) => isOfToday(subject, rundown));
    const stopped = (stop: 'block' | 'warn') => today.filter((verdict) => stopOf(verdict) === stop);
    const [blocked, warned] = [stopped('block'), stopped('warn')];
    const names = (verdicts: readonly Verdict[]) => named(verdicts.map((verdict) => nameOf(verdict, rundown, catalogue.products, locale)));
    if (blocked.length > 0) return { verdict: 'failed', say: 'blocked', values: names(blocked), page: 'overlay' };
    if (warned.length > 0) return { verdict: 'warning', say: 'warned', values: names(warned), page: 'overlay' };
    return { verdict: 'good', say: 'good' };
  },

  videos({ rundown, media }): Said {
    const ids = new Set(rundown.segments.flatMap(({ mediaId }) => mediaId ?? []));
    if (ids.size === 0) return { verdict: 'notNeeded', say: 'none' };
    const items = media.items.filter(({ mediaId }) => ids.has(mediaId));
    if (items.length < ids.size) return { verdict: 'failed', say: 'gone', values: { count: ids.size - items.length }, page: 'rundown' };
    const unready = items.filter(({ state }) => state !== 'ready');
    if (unready.length > 0) {
      const problem = unready[0]?.problem ?? null;
      return { verdict: 'failed', say: 'notReady', values: named(unready.map(({ fileName }) => fileName)), problem, page: 'media' };
    }
    const unasked = items.filter(({ consent }) => !consent.given);
    if (unasked.length > 0) {
      return { verdict: 'failed', say: 'noConsent', values: named(unasked.map(({ fileName }) => fileName)), page: 'media' };
    }
    return { verdict: 'good', say: 'good', values: { count: items.length } };
  },

  backup({ studio: { lastBackup, problems, rehearsal }, playout, nowMs }): Said {
    if (rehearsal || playout.broadcast.rehearsal) return { verdict: 'notNeeded', say: 'rehearsal' };
    const problem = problems.find(({ code }) => code === 'backup-failed') ?? null;
    if (problem) return { verdict: 'failed', say: 'failed', problem, fixable: true, page: 'settings' };
    if (!lastBackup) return { verdict: 'warning', say: 'none', fixable: true, page: 'settings' };
    const minutes = Math.max(0, Math.round((nowMs - lastBackup.atMs) / 60_000));
    if (nowMs - lastBackup.atMs > BACKUP_MS)
      return { verdict: 'warning', say: 'old', values: { minutes }, fixable: true, page: 'settings' };
    return { verdict: 'good', say: 'good', values: { minutes } };
  },

  standby({ standby }): Said {
    const { config, connection, differences, inStepAtMs } = standby;
    if (!config) return { verdict: 'notNeeded', say: 'none' };
    if (connection?.state !== 'ready') return { verdict: 'failed', say: 'away', problem: connection?.problem ?? null, page: 'obs' };
    if (differences.length > 0)
      return { verdict: 'warning', say: 'differs', values: named(differences.map(({ name }) => name)), page: 'obs' };
    return inStepAtMs === null ? { verdict: 'unknown', say: 'following', page: 'obs' } : { verdict: 'good', say: 'good' };
  },
};

const needsObs: Said = { verdict: 'failed', say: 'needsObs', page: 'settings' };

/** Products, guests and segments of other days do not matter now; messages may be shown at any time. */
function isOfToday({ kind, id, within }: Subject, { segments }: Rundown): boolean {
  if (kind === 'card' || kind === 'flash-sale') return segments.some(({ productIds }) => productIds.includes(id));
  if (kind === 'segment') return segments.some(({ segmentId }) => segmentId === id);
  return kind !== 'lower-third' || within === undefined || segments.some(({ segmentId }) => segmentId === within);
}

/** What the crew calls it; a message goes by the word that was found in it. */
function nameOf({ subject: { id }, findings }: Verdict, { segments }: Rundown, products: readonly Product[], locale: Locale): string {
  const product = products.find(({ productId }) => productId === id);
  if (product) return `${product.number} ${textIn(product.name, locale)}`;
  const segment = segments.find(({ segmentId }) => segmentId === id);
  const guest = segments.flatMap(({ guests }) => guests).find(({ guestId }) => guestId === id);
  const text = segment?.title ?? guest?.name;
  return text ? textIn(text, locale) : (findings.find(({ found }) => found !== '')?.found ?? id);
}

function named(names: readonly string[]): { names: string; count: number } {
  const shown = names.slice(0, NAMES).join(', ');
  return { names: names.length > NAMES ? `${shown} …` : shown, count: names.length };
}

function numbered(products: readonly Product[]): { names: string; count: number } {
  return named(products.map(({ number }) => String(number)));
}

function isSaid(text: LocalText, locale: Locale): boolean {
  return (text[locale] ?? '').trim() !== '';
}
