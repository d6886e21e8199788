/** A desk with a ledger in memory, for the suites of playout. */
import type { Entry, EntryDraft } from '../../../native/contract/entry.ts';
import type { Announcement, Offer } from '../../../native/contract/graphics.ts';
import type { CatalogueState, Product } from '../../../native/contract/product.ts';
import { accepted, refused, type Result } from '../../../native/contract/refusal.ts';
import type { Rundown } from '../../../native/contract/rundown.ts';
import { foldOnAir, freshOnAir, type OnAir } from '../../../native/playout/on-air.ts';
import type { PlayoutPorts } from '../../../native/playout/playout-ports.ts';
import { Playout } from '../../../native/playout/playout.ts';

export const rundown: Rundown = {
  rundownId: 'r1',
  title: { 'zh-CN': '试播' },
  plannedStartAtMs: null,
  segments: [
    {
      segmentId: 's1',
      kind: 'influencer',
      title: { 'zh-CN': '核桃' },
      sceneName: 'Stage',
      guests: [{ guestId: 'g1', name: { 'zh-CN': '古丽' }, role: { 'zh-CN': '主播' }, guestClass: 'influencer' }],
      productIds: ['p1', 'p2'],
      plannedMs: 60_000,
    },
    { segmentId: 's2', kind: 'break', title: { 'zh-CN': '休息' }, sceneName: 'Break', guests: [], productIds: [], plannedMs: 1000 },
  ],
};
export const product = (number: number): Product => ({
  productId: `p${number}`,
  number,
  sku: `SKU-${number}`,
  name: { 'zh-CN': `产品${number}` },
  placeCode: 'HTX',
  unit: { 'zh-CN': '500 g' },
  priceFen: 100 * number,
  allocated: 10,
});
export const catalogue: CatalogueState = {
  products: [product(1), product(2)],
  places: [{ placeCode: 'HTX', name: { 'zh-CN': '和田县' } }],
};

/** `obs` decides what OBS answers. */
export function desk(
  obs: {
    scenes?: string[];
    answer?: (scene: string) => Result<unknown>;
    away?: boolean;
    studioMode?: boolean;
    sceneMap?: Record<string, string>;
  } = {},
  plan: { rundown: Rundown; catalogue: CatalogueState; announcements?: Announcement[]; offers?: Offer[] } = { rundown, catalogue },
) {
  const entries: Entry[] = [];
  const switched: string[] = [];
  const previewed: string[] = [];
  const prepared: Parameters<PlayoutPorts['onPrepared']>[0][] = [];
  let commits = 0;
  let program: string | null = 'Stage';
  let nowMs = 1_000_000;
  let onAir: OnAir = freshOnAir('bc-1', false);
  const playout = new Playout(
    {
      clock: { nowMs: () => nowMs, monotonicMs: () => nowMs, after: () => ({ cancel: () => {} }) },
      obs: {
        async setProgramScene(name) {
          if (obs.away) return refused('obs-not-connected');
          const answer = obs.answer?.(name) ?? accepted({});
          if (answer.ok) {
            switched.push(name);
            program = name;
          }
          return answer;
        },
        async setPreviewScene(name) {
          previewed.push(name);
          return accepted({});
        },
        mirror: () =>
          obs.away
            ? null
            : { sceneNames: obs.scenes ?? ['Stage', 'Break'], programSceneName: program, studioMode: obs.studioMode ?? false },
      },
      async append(drafts: EntryDraft[]) {
        commits += 1;
        const added = drafts.map((draft) => ({ ...draft, seq: entries.push(draft as Entry) }));
        entries.splice(entries.length - added.length, added.length, ...added);
        onAir = added.reduce(foldOnAir, onAir);
        playout.apply(added);
      },
      rundown: () => plan.rundown,
      catalogue: () => plan.catalogue,
      messages: () => ({ announcements: plan.announcements ?? [], offers: plan.offers ?? [] }),
      remaining: (_sku, allocated) => allocated,
      obsSceneName: (planned) => obs.sceneMap?.[planned] ?? planned,
      slateSceneName: (slate) => (slate === 'hold' ? 'Hold' : 'Back soon'),
      overlayConfiguration: () => ({ locale: 'ug' }),
      onPrepared: (next) => prepared.push(next),
    },
    onAir,
  );
  return {
    playout,
    entries,
    switched,
    previewed,
    prepared,
    advance: (ms: number) => (nowMs += ms),
    folded: () => onAir,
    commits: () => commits,
  };
}
export const kinds = (entries: readonly Entry[]) => entries.map((entry) => entry.kind);
