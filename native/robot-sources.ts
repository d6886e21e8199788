/** What group robots know beside the ledger: sentences, sales with names, and the problems that stand now. */
import type { RefusalCode } from './contract/refusal.ts';
import type { Locale } from './contract/text.ts';
import { isRobotType, type SyncState } from './contract/upstream.ts';
import type { Desk } from './desk.ts';
import { loadSentences } from './server/sentences.ts';
import { summaryOf, type SummaryParts } from './summary.ts';
import type { RobotTexts } from './sync/robots/robot-messages.ts';
import type { Absence, StandingProblem } from './sync/robots/robot-news.ts';
import { DESTINATION_PROBLEM, type RobotSources } from './sync/robots/robot-outbox.ts';

export interface RobotSourcesParts extends SummaryParts {
  desk: Desk;
  resourcesFolder: string;
  sync(): SyncState;
}

/** Of the studio's standing problems those that put the book at risk; the others are for whoever sits at the desk. */
const TOLD_PROBLEMS: ReadonlySet<RefusalCode> = new Set([
  'disk-low',
  'storage-full',
  'storage-unwritable',
  'storage-damaged',
  'storage-suspect',
  'backup-failed',
]);

export function robotSources(parts: RobotSourcesParts): RobotSources {
  const { desk, resourcesFolder, sync } = parts;
  const { status, playout, catalogue } = desk;
  const texts = new Map<Locale, RobotTexts>();
  return {
    locale: () => status.settings.locale,
    texts(locale) {
      const known = texts.get(locale);
      if (known) return known;
      const { robot, refusal } = loadSentences(resourcesFolder, locale);
      const loaded = { text: robot, refusal };
      texts.set(locale, loaded);
      return loaded;
    },
    currentBroadcastId: () => playout.broadcastId,
    summaryOf: (broadcastId) => summaryOf(broadcastId, parts),
    placeName: (placeCode) => catalogue.state.get().places.find((place) => place.placeCode === placeCode)?.name ?? null,
    problems: () => [...studioProblems(desk), ...stoppedDestinations(sync())],
    absenceOf: (key) => absenceOf(key, sync()),
    waitingEntries: () => Math.max(0, ...sync().destinations.map(({ type, backlogEntries }) => (isRobotType(type) ? 0 : backlogEntries))),
  };
}

function studioProblems({ status }: Desk): StandingProblem[] {
  const { problems } = status.state.get();
  return problems.filter(({ code }) => TOLD_PROBLEMS.has(code)).map((problem) => ({ key: problem.code, name: null, problem }));
}

function stoppedDestinations({ destinations }: SyncState): StandingProblem[] {
  return destinations.flatMap(({ destinationId, name, state, problem }) =>
    state === 'stopped' && problem ? [{ key: `${DESTINATION_PROBLEM}${destinationId}`, name: name ?? destinationId, problem }] : [],
  );
}

/** A destination that was paused or removed did not go on, and one that waits may stop again. */
function absenceOf(key: string, { destinations }: SyncState): Absence {
  if (!key.startsWith(DESTINATION_PROBLEM)) return 'over';
  const state = destinations.find(({ destinationId }) => key === `${DESTINATION_PROBLEM}${destinationId}`)?.state;
  if (state === undefined || state === 'paused') return 'dropped';
  return state === 'waiting' ? 'open' : 'over';
}
