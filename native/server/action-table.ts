/** What each action of a control surface means now: the one command of the contract that it becomes. */
import type { CommandInput, CommandName } from '../contract/commands.ts';
import { accepted, refused, type Result } from '../contract/refusal.ts';
import type { Segment } from '../contract/rundown.ts';
import type { SurfaceActionBody, SurfaceActionName } from '../contract/surface.ts';
import type { SurfaceSight } from './surface-state.ts';

/** A command with its input, as a page would send it. */
export type PlannedCommand = { [C in CommandName]: { command: C; input: CommandInput<C> } }[CommandName];
type Plan = Result<PlannedCommand>;

function run<C extends CommandName>(command: C, input: CommandInput<C>): Plan {
  return accepted({ command, input } as PlannedCommand);
}

type Planner<A extends SurfaceActionName> = (body: SurfaceActionBody<A>, sight: SurfaceSight) => Plan;

const planners: { [A in SurfaceActionName]: Planner<A> } = {
  take: ({ parts }) => run('take', parts ? { parts } : {}),
  clear: ({ layers }) => run('clear', layers ? { layers } : {}),
  'clear-card': () => run('clear', { layers: ['card'] }),
  'clear-lower-third': () => run('clear', { layers: ['lower-third'] }),
  'clear-announcement': () => run('clear', { layers: ['announcement'] }),
  'clear-offer': () => run('clear', { layers: ['offer'] }),
  'show-card': (body, sight) => withProduct(body, sight, (productId) => run('showCard', { productId })),
  'prepare-card': (body, sight) => withProduct(body, sight, (productId) => prepareCard(productId, sight)),
  'prepare-segment': (body, sight) => withSegment(body, sight, (segmentId) => prepareSegment(segmentId, sight)),
  'take-segment': (body, sight) => withSegment(body, sight, (segmentId) => run('takeSegment', { segmentId })),
  'step-segment': stepSegment,
  'step-product': stepProduct,
  'lower-third': lowerThird,
  'prepare-lower-third': prepareLowerThird,
  'show-announcement'({ index, announcementId }, { messages }) {
    const id = announcementId ?? messages().announcements[(index ?? 0) - 1]?.announcementId;
    return id === undefined
      ? refused('announcement-unknown', { announcementId: String(index) })
      : run('showAnnouncement', { announcementId: id });
  },
  'show-offer'({ index, offerId, state }, { messages }) {
    const id = offerId ?? messages().offers[(index ?? 0) - 1]?.offerId;
    return id === undefined ? refused('offer-unknown', { offerId: String(index) }) : run('showOffer', { offerId: id, state });
  },
  layer: ({ layer, to }, { layerShown }) => run('configureOverlay', { [layer]: to === 'toggle' ? !layerShown(layer) : to === 'on' }),
  hold({ to, slate }, { playout }) {
    const held = playout().slateHeld;
    const wanted = to === 'toggle' ? held?.slate !== slate : to === 'on';
    return wanted ? run('holdSlate', { slate }) : run('releaseSlate', {});
  },
  mark: (body) => run('addMarker', body),
  note: (body) => run('addNote', body),
  scene: ({ name, target }) => run('switchScene', { sceneName: name, target }),
  'save-replay': () => run('saveReplay', {}),
  'talk-over/press': () => run('setTalkOver', { active: true }),
  'talk-over/release': () => run('setTalkOver', { active: false }),
  'mute-microphones': ({ to }, sight) =>
    run('muteMicrophones', { muted: to === 'toggle' ? sight.microphonesMuted() !== true : to === 'on' }),
  'repeat-last-good': () => run('repeatLastGood', {}),
  'count-on': ({ role }, { standby }) => run('countOn', { role: role ?? (standby().counts === 'main' ? 'standby' : 'main') }),
  'start-broadcast': () => run('startBroadcast', {}),
  'end-broadcast': () => run('endBroadcast', {}),
  'start-stream': () => run('startStream', {}),
  'stop-stream': () => run('stopStream', {}),
  'start-record': () => run('startRecord', {}),
  'stop-record': () => run('stopRecord', {}),
  'start-replay-buffer': () => run('startReplayBuffer', {}),
  'stop-replay-buffer': () => run('stopReplayBuffer', {}),
  'start-virtual-camera': () => run('startVirtualCamera', {}),
  'stop-virtual-camera': () => run('stopVirtualCamera', {}),
};

/** `body` has passed the action's own schema. */
export function planAction<A extends SurfaceActionName>(action: A, body: SurfaceActionBody<A>, sight: SurfaceSight): Plan {
  return planners[action](body, sight);
}

function withProduct(
  { number, productId }: { number?: number | undefined; productId?: string | undefined },
  sight: SurfaceSight,
  plan: (productId: string) => Plan,
): Plan {
  if (productId !== undefined) return plan(productId);
  const product = sight.products().find((each) => each.number === number);
  return product ? plan(product.productId) : refused('product-unknown', { productId: String(number) });
}

function withSegment(
  { index, segmentId }: { index?: number | undefined; segmentId?: string | undefined },
  sight: SurfaceSight,
  plan: (segmentId: string) => Plan,
): Plan {
  if (segmentId !== undefined) return plan(segmentId);
  const segment = sight.segments()[(index ?? 0) - 1];
  return segment ? plan(segment.segmentId) : refused('segment-unknown', { segmentId: String(index) });
}

/** The one on air means staying with it: the next take must not begin it anew. */
function prepareSegment(segmentId: string, { playout }: SurfaceSight): Plan {
  const stays = playout().segmentOnAir?.segmentId === segmentId;
  return run('prepare', { segmentId: stays ? null : segmentId, productId: null });
}

/** A card of another segment than the prepared one is prepared alone: the next take must not bring a segment that nobody asked for. */
function prepareCard(productId: string, { playout, segments }: SurfaceSight): Plan {
  const { segmentId } = playout().prepared;
  const together = segmentBy(segments(), segmentId)?.productIds.includes(productId) ?? false;
  return run('prepare', { segmentId: together ? segmentId : null, productId });
}

/** From what is prepared, else from what is on air; at either end it stays. */
function stepSegment({ step }: { step: 1 | -1 }, sight: SurfaceSight): Plan {
  const { playout, segments } = sight;
  const { prepared, segmentOnAir } = playout();
  const from = prepared.segmentId ?? segmentOnAir?.segmentId;
  const next = neighbour(
    segments().map(({ segmentId }) => segmentId),
    from,
    step,
  );
  return next === undefined ? refused('segment-unknown', { segmentId: '' }) : prepareSegment(next, sight);
}

function stepProduct({ step }: { step: 1 | -1 }, sight: SurfaceSight): Plan {
  const { playout, segments } = sight;
  const { prepared, segmentOnAir, cardOnAir } = playout();
  const segment = segmentBy(segments(), prepared.segmentId ?? segmentOnAir?.segmentId);
  const next = neighbour(segment?.productIds ?? [], prepared.productId ?? cardOnAir?.productId, step);
  if (next === undefined) return refused('product-unknown', { productId: '' });
  // At the end of the segment the card on air is not shown anew.
  return prepared.productId === null && next === cardOnAir?.productId ? run('prepare', { productId: null }) : prepareCard(next, sight);
}

function lowerThird({ to, guestId }: SurfaceActionBody<'lower-third'>, { playout, segments }: SurfaceSight): Plan {
  const { lowerThirdOnAir, segmentOnAir } = playout();
  const shown = guestId === undefined ? lowerThirdOnAir !== null : lowerThirdOnAir?.guestId === guestId;
  if (to === 'off' || (to === 'toggle' && shown)) return run('clearLowerThird', {});
  const segment = segmentBy(segments(), segmentOnAir?.segmentId);
  const guest = guestId === undefined ? segment?.guests[0]?.guestId : guestId;
  if (!segment || guest === undefined) return refused('segment-unknown', { segmentId: segmentOnAir?.segmentId ?? '' });
  return run('showLowerThird', { segmentId: segment.segmentId, guestId: guest });
}

function prepareLowerThird({ to, guestId }: SurfaceActionBody<'prepare-lower-third'>, { playout, segments }: SurfaceSight): Plan {
  const { prepared, segmentOnAir } = playout();
  const is = guestId === undefined ? prepared.guest !== null : prepared.guest?.guestId === guestId;
  if (to === 'off' || (to === 'toggle' && is)) return run('prepare', { guest: null });
  const near = [prepared.segmentId, segmentOnAir?.segmentId].flatMap((segmentId) => segmentBy(segments(), segmentId) ?? []);
  for (const { segmentId, guests } of near) {
    const guest = guestId === undefined ? guests[0] : guests.find((each) => each.guestId === guestId);
    if (guest) return run('prepare', { guest: { segmentId, guestId: guest.guestId } });
  }
  return refused('segment-unknown', { segmentId: near[0]?.segmentId ?? '' });
}

function segmentBy(segments: readonly Segment[], segmentId: string | null | undefined): Segment | undefined {
  return segments.find((segment) => segment.segmentId === segmentId);
}

function neighbour(ids: readonly string[], from: string | null | undefined, step: 1 | -1): string | undefined {
  const at = from === null || from === undefined ? -1 : ids.indexOf(from);
  return at < 0 ? ids[step > 0 ? 0 : ids.length - 1] : ids[Math.max(0, Math.min(ids.length - 1, at + step))];
}
