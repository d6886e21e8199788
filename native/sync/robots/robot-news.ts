/** What a group is to be told: folded from the ledger, so that the same entries give the same news, before and after a restart. */
import { z } from 'zod';
import type { Entry } from '../../contract/entry.ts';
import { idSchema } from '../../contract/ids.ts';
import { totalFenSchema } from '../../contract/money.ts';
import { type Refusal, refusalSchema } from '../../contract/refusal.ts';
import { localTextSchema } from '../../contract/text.ts';
import { atMsSchema } from '../../contract/time.ts';
import type { RobotTell } from '../../contract/upstream.ts';

/** So long OBS may be lost, the stream stopped or a problem stand before it is worth an alarm. */
export const GRACE_MS = 30_000;
/** A problem counts as over when it has been gone for so long, and one that comes back within this time is no news. */
const GONE_MS = 60_000;
const SAME_PROBLEM_MS = 30 * 60_000;

const newsSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('end'),
    atMs: atMsSchema,
    broadcastId: idSchema,
    title: localTextSchema,
    startedAtMs: atMsSchema,
    /** Milestones up to here have been told; those above come with the end. */
    toldFen: totalFenSchema,
  }),
  z.object({ kind: z.literal('milestone'), atMs: atMsSchema, grossFen: totalFenSchema }),
  /** OBS away or stream stopped while on air; `untilMs` is null while it lasts. */
  z.object({ kind: z.literal('outage'), of: z.enum(['obs', 'stream']), atMs: atMsSchema, untilMs: atMsSchema.nullable() }),
  z.object({ kind: z.literal('recovered'), atMs: atMsSchema, missing: z.boolean() }),
  /** A standing problem of the studio, or of the destination with this name. */
  z.object({
    kind: z.literal('problem'),
    key: z.string(),
    name: z.string().nullable(),
    problem: refusalSchema,
    atMs: atMsSchema,
    untilMs: atMsSchema.nullable(),
  }),
]);
export type RobotNews = z.infer<typeof newsSchema>;

const outageSchema = z.object({ atMs: atMsSchema, told: z.boolean() }).nullable();
const standingSchema = z.object({
  key: z.string(),
  name: z.string().nullable(),
  problem: refusalSchema,
  sinceMs: atMsSchema,
  goneSinceMs: atMsSchema.nullable(),
  /** When it became news, and when its end did. */
  toldAtMs: atMsSchema.nullable(),
  over: z.boolean(),
});

type Standing = z.infer<typeof standingSchema>;

/** All that a robot has to remember. It is kept with the number of the entry up to which it holds. */
export const robotStateSchema = z.object({
  seq: z.int().min(0),
  broadcast: z
    .object({
      broadcastId: idSchema,
      title: localTextSchema,
      rehearsal: z.boolean(),
      startedAtMs: atMsSchema.nullable(),
      toldFen: totalFenSchema,
    })
    .nullable(),
  obs: outageSchema,
  stream: outageSchema,
  standing: z.array(standingSchema),
  /** What happened and was not told yet, oldest first. */
  pending: z.array(newsSchema),
});
export type RobotState = z.infer<typeof robotStateSchema>;

export interface StandingProblem {
  readonly key: string;
  readonly name: string | null;
  readonly problem: Refusal;
}

/** Gross sales as the ledger's aggregates have them. */
export interface GrossSales {
  grossFen(broadcastId: string): number;
  /** When they first came to this sum, to the minute. */
  reachedAtMs(broadcastId: string, grossFen: number): number;
}

export const NOTHING_KNOWN: RobotState = { seq: 0, broadcast: null, obs: null, stream: null, standing: [], pending: [] };

/** A robot that is new hears of nothing that was before: `entries` are those of the current broadcast, orders left out. */
export function newRobotState(entries: readonly Entry[], seq: number, sales: GrossSales): RobotState {
  const { broadcast, obs, stream } = entries.reduce(foldEntry, NOTHING_KNOWN);
  return {
    ...NOTHING_KNOWN,
    seq,
    broadcast: broadcast && { ...broadcast, toldFen: sales.grossFen(broadcast.broadcastId) },
    obs: obs && { ...obs, told: true },
    stream: stream && { ...stream, told: true },
  };
}

export function foldEntry(before: RobotState, entry: Entry): RobotState {
  const state = { ...before, seq: entry.seq };
  const { atMs, broadcastId } = entry;
  const { broadcast } = state;
  switch (entry.kind) {
    case 'broadcast.opened':
      return { ...state, broadcast: { broadcastId, ...entry.body, startedAtMs: null, toldFen: 0 } };
    case 'broadcast.started':
      return broadcast?.broadcastId === broadcastId ? { ...state, broadcast: { ...broadcast, startedAtMs: atMs } } : state;
    case 'broadcast.ended':
      return broadcast?.broadcastId === broadcastId ? ended(state, atMs) : state;
    case 'obs.lost':
      return state.obs ? state : { ...state, obs: { atMs, told: false } };
    case 'obs.ready':
      return { ...over(state, 'obs', atMs), obs: null };
    case 'stream.changed':
      if (entry.body.active) return { ...over(state, 'stream', atMs), stream: null };
      return state.stream || airSince(state) === null ? state : { ...state, stream: { atMs, told: false } };
    case 'storage.recovered':
      return withNews(state, { kind: 'recovered', atMs, missing: entry.body.missingFromSeq !== null });
    default:
      return state;
  }
}

/** What has lasted long enough to be told. */
export function foldTime(state: RobotState, nowMs: number): RobotState {
  return due(due(state, 'obs', nowMs), 'stream', nowMs);
}

/** Milliseconds until an outage is to be told; null while there is none. */
export function dueInMs(state: RobotState, nowMs: number): number | null {
  const dues = (['obs', 'stream'] as const).flatMap((of) => {
    const sinceMs = untoldSince(state, of);
    return sinceMs === null ? [] : [Math.max(0, sinceMs + GRACE_MS - nowMs)];
  });
  return dues.length > 0 ? Math.min(...dues) : null;
}

/** Each milestone once a broadcast: what refunds or corrections take back was reached all the same. */
export function foldSales(state: RobotState, milestonesFen: readonly number[], sales: GrossSales): RobotState {
  const reached = (broadcastId: string, toldFen: number) => {
    const grossFen = sales.grossFen(broadcastId);
    const fresh = milestonesFen.filter((fen) => fen > toldFen && fen <= grossFen);
    const news = fresh.map((fen): RobotNews => ({ kind: 'milestone', grossFen: fen, atMs: sales.reachedAtMs(broadcastId, fen) }));
    return { news, toldFen: Math.max(toldFen, ...fresh) };
  };
  const pending = state.pending.flatMap((news) => {
    if (news.kind !== 'end') return [news];
    const late = reached(news.broadcastId, news.toldFen);
    return [...late.news, { ...news, toldFen: late.toldFen }];
  });
  const { broadcast } = state;
  if (!broadcast || broadcast.rehearsal) return { ...state, pending };
  const { news, toldFen } = reached(broadcast.broadcastId, broadcast.toldFen);
  return { ...state, pending: [...pending, ...news], broadcast: { ...broadcast, toldFen } };
}

/**
 * What a problem that no longer stands means: `over` is news, `dropped` is not, because whatever had it was paused or taken
 * away; `open` is not known yet.
 */
export type Absence = 'over' | 'dropped' | 'open';

/** `problems` are all that stand now. */
export function foldProblems(
  state: RobotState,
  problems: readonly StandingProblem[],
  absenceOf: (key: string) => Absence,
  nowMs: number,
): RobotState {
  const now = new Map(problems.map((problem) => [problem.key, problem]));
  const known = new Set(state.standing.map(({ key }) => key));
  const fresh = problems
    .filter(({ key }) => !known.has(key))
    .map((problem): Standing => ({ ...problem, sinceMs: nowMs, goneSinceMs: null, toldAtMs: null, over: false }));
  let next: RobotState = { ...state, standing: [] };
  for (const standing of [...state.standing, ...fresh]) {
    const current = now.get(standing.key);
    next = current
      ? whileItStands(next, { ...standing, ...current }, nowMs)
      : whileItIsGone(next, standing, absenceOf(standing.key), nowMs);
  }
  return next;
}

function whileItStands(state: RobotState, before: Standing, nowMs: number): RobotState {
  // One that was over stands anew.
  const sinceMs = before.over && before.goneSinceMs !== null ? nowMs : before.sinceMs;
  const standing = { ...before, sinceMs, goneSinceMs: null };
  const isNews = before.toldAtMs === null || (before.over && nowMs - before.toldAtMs >= SAME_PROBLEM_MS);
  if (!isNews || nowMs - sinceMs < GRACE_MS) return withStanding(state, standing);
  return withStanding(withNews(state, newsOf(standing, null)), { ...standing, toldAtMs: nowMs, over: false });
}

function whileItIsGone(state: RobotState, before: Standing, absence: Absence, nowMs: number): RobotState {
  if (before.toldAtMs === null || absence === 'dropped') return state;
  if (absence === 'open') return withStanding(state, before);
  const goneSinceMs = before.goneSinceMs ?? nowMs;
  const standing = { ...before, goneSinceMs };
  // Until then it would be no news if it came back, so it is remembered.
  if (before.over) return nowMs - before.toldAtMs >= SAME_PROBLEM_MS ? state : withStanding(state, standing);
  if (nowMs - goneSinceMs < GONE_MS) return withStanding(state, standing);
  const pending = ending(state.pending, newsOf(before, goneSinceMs), (news) => news.kind === 'problem' && news.key === before.key);
  return withStanding({ ...state, pending }, { ...standing, over: true });
}

/** Without what this robot's group does not want to hear. */
export function onlyTold(state: RobotState, tells: readonly RobotTell[]): RobotState {
  return { ...state, pending: state.pending.filter((news) => tells.includes(tellOf(news))) };
}

function tellOf({ kind }: RobotNews): RobotTell {
  if (kind === 'end') return 'end';
  return kind === 'milestone' ? 'milestones' : 'alarms';
}

function ended(before: RobotState, atMs: number): RobotState {
  const state = foldTime(before, atMs);
  const { broadcast } = state;
  const next: RobotState = { ...state, broadcast: null, obs: state.obs && { ...state.obs, told: false }, stream: null };
  if (!broadcast || broadcast.rehearsal || broadcast.startedAtMs === null) return next;
  const { broadcastId, title, startedAtMs, toldFen } = broadcast;
  const news: RobotNews = { kind: 'end', atMs, broadcastId, title, startedAtMs, toldFen };
  return withNews(next, news);
}

/** When the broadcast went on air; null while none is that counts. */
function airSince({ broadcast }: RobotState): number | null {
  return broadcast && !broadcast.rehearsal ? broadcast.startedAtMs : null;
}

function untoldSince(state: RobotState, of: 'obs' | 'stream'): number | null {
  const onAirMs = airSince(state);
  const outage = state[of];
  return outage && !outage.told && onAirMs !== null ? Math.max(outage.atMs, onAirMs) : null;
}

function due(state: RobotState, of: 'obs' | 'stream', nowMs: number): RobotState {
  const sinceMs = untoldSince(state, of);
  if (sinceMs === null || nowMs - sinceMs < GRACE_MS) return state;
  return { ...withNews(state, { kind: 'outage', of, atMs: sinceMs, untilMs: null }), [of]: { ...state[of], told: true } };
}

/** Its end is news when its beginning was, or when it lasted long enough. */
function over(before: RobotState, of: 'obs' | 'stream', atMs: number): RobotState {
  const state = due(before, of, atMs);
  const outage = state[of];
  if (!outage?.told) return state;
  const sinceMs = Math.max(outage.atMs, airSince(state) ?? 0);
  const news: RobotNews = { kind: 'outage', of, atMs: sinceMs, untilMs: atMs };
  return { ...state, pending: ending(state.pending, news, (open) => open.kind === 'outage' && open.of === of) };
}

/** The end of something takes the place of its beginning while that has not been told. */
function ending(pending: readonly RobotNews[], end: RobotNews, isSame: (news: RobotNews) => boolean): RobotNews[] {
  const at = pending.findLastIndex((news) => isSame(news) && 'untilMs' in news && news.untilMs === null);
  return at === -1 ? [...pending, end] : pending.with(at, end);
}

function withNews(state: RobotState, news: RobotNews): RobotState {
  return { ...state, pending: [...state.pending, news] };
}

function withStanding(state: RobotState, standing: Standing): RobotState {
  return { ...state, standing: [...state.standing, standing] };
}

function newsOf({ key, name, problem, sinceMs }: Standing, untilMs: number | null): RobotNews {
  return { kind: 'problem', key, name, problem, atMs: sinceMs, untilMs };
}
