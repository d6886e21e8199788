/** What the desk can do: each act reads the state at the moment it is asked for and becomes one command. */
import { createContext, useContext } from 'react';
import type { CommandName, clearableLayers, takeParts } from '../../native/contract/commands.ts';
import type { PlayoutState } from '../../native/contract/playout.ts';
import type { Segment } from '../../native/contract/rundown.ts';
import type { StudioClient } from '../client/studio-client.ts';
import { clearedOf } from './cleared.ts';
import { isPending, type RunCommand } from './use-command.ts';

type Prepared = PlayoutState['prepared'];
export type TakePart = (typeof takeParts)[number];
export type ClearableLayer = (typeof clearableLayers)[number];
/** Everything that is laid over the scene. */
const OVERLAY_PARTS: readonly TakePart[] = ['card', 'lower-third'];

/** Why an act found nothing to do; the page says it. */
export type NothingToDo = 'no-segment' | 'no-product' | 'no-guest' | 'no-guest-to-prepare' | 'nothing-cleared';

export interface Desk {
  take(): void;
  /** Card and lower third without the scene. */
  takeOverlay(): void;
  /** The scene without card and lower third; these stay prepared. */
  takeScene(): void;
  takeSegment(segmentId: string): void;
  showCard(productId: string): void;
  /** Chooses a segment for the next take; choosing the one on air means staying with it. */
  prepareSegment(segmentId: string): void;
  prepareProduct(productId: string): void;
  /** Chooses a guest's lower third for the next take, or drops it when it is the one chosen. */
  prepareGuest(segmentId: string, guestId: string): void;
  /** The next guest of the prepared segment, else of the one on air; after the last one none. */
  stepGuest(): NothingToDo | null;
  stepSegment(step: 1 | -1): NothingToDo | null;
  stepProduct(step: 1 | -1): NothingToDo | null;
  clear(): void;
  clearLayer(layer: ClearableLayer): void;
  /** What was cleared in the last ten seconds goes on air again. */
  showAgain(): NothingToDo | null;
  toggleHold(): void;
  toggleBackSoon(): void;
  /** Puts a guest's lower third on air, or takes it off when it is there. */
  toggleGuest(segmentId: string, guestId: string): void;
  /** The lower third that is prepared, else of the first guest of the segment on air; or off when one is shown. */
  toggleLowerThird(): NothingToDo | null;
  /** A mark in the log, for the review to find. */
  mark(): void;
  saveReplay(): void;
  talkOver(active: boolean): void;
  /** Mutes all microphones, or opens them when all are muted. */
  toggleMicrophones(): void;
  repeatLastGood(): void;
  /** Makes the OBS that does not count now the one that counts. */
  countOther(): void;
}

export const DeskContext = createContext<Desk | null>(null);

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error('DeskContext is missing');
  return desk;
}

export function createDesk(client: StudioClient, run: RunCommand): Desk {
  const playout = () => client.topic('playout').get();
  const segments = (): readonly Segment[] => client.topic('rundown').get()?.rundown.segments ?? [];
  const segmentBy = (segmentId: string | null | undefined) => segments().find((segment) => segment.segmentId === segmentId);

  // Two quick presses of an arrow must move two steps, although the first is still on its way to the host.
  let intended: Prepared | null = null;
  let underWay = 0;
  const prepared = (): Prepared => intended ?? playout()?.prepared ?? { segmentId: null, productId: null, guest: null };
  async function prepare(next: Prepared): Promise<void> {
    intended = next;
    underWay += 1;
    await run('prepare', next);
    underWay -= 1;
    if (underWay === 0) intended = null;
  }

  /** A second press while the first take is still under way would put the one after next on air. */
  function once<C extends CommandName>(name: C, input: Parameters<typeof run<C>>[1]): void {
    if (isPending(name)) return;
    void run(name, input);
  }

  function prepareSegment(segmentId: string): void {
    const stays = playout()?.segmentOnAir?.segmentId === segmentId;
    const { guest } = prepared();
    void prepare({ segmentId: stays ? null : segmentId, productId: null, guest: guest?.segmentId === segmentId ? guest : null });
  }

  function prepareProduct(productId: string): void {
    const segment = segmentBy(prepared().segmentId);
    const together = segment?.productIds.includes(productId) ?? false;
    void prepare({ segmentId: together ? prepared().segmentId : null, productId, guest: prepared().guest });
  }

  function prepareGuest(segmentId: string, guestId: string): void {
    const { guest } = prepared();
    const chosen = guest?.segmentId === segmentId && guest.guestId === guestId;
    void prepare({ ...prepared(), guest: chosen ? null : { segmentId, guestId } });
  }

  return {
    take: () => once('take', {}),
    takeOverlay: () => once('take', { parts: [...OVERLAY_PARTS] }),
    takeScene: () => once('take', { parts: ['scene'] }),
    takeSegment: (segmentId) => once('takeSegment', { segmentId }),
    showCard: (productId) => once('showCard', { productId }),
    prepareSegment,
    prepareProduct,
    prepareGuest,
    stepGuest() {
      const { segmentId, guest } = prepared();
      const segment = segmentBy(segmentId ?? playout()?.segmentOnAir?.segmentId);
      if (!segment || segment.guests.length === 0) return 'no-guest-to-prepare';
      const at = guest?.segmentId === segment.segmentId ? segment.guests.findIndex(({ guestId }) => guestId === guest.guestId) : -1;
      const next = segment.guests[at + 1];
      void prepare({ ...prepared(), guest: next ? { segmentId: segment.segmentId, guestId: next.guestId } : null });
      return null;
    },
    stepSegment(step) {
      const list = segments();
      const from = prepared().segmentId ?? playout()?.segmentOnAir?.segmentId;
      const at = list.findIndex((segment) => segment.segmentId === from);
      const next = at < 0 ? list[step > 0 ? 0 : list.length - 1] : list[at + step];
      if (!next) return 'no-segment';
      prepareSegment(next.segmentId);
      return null;
    },
    stepProduct(step) {
      const { segmentId, productId } = prepared();
      const productIds = segmentBy(segmentId ?? playout()?.segmentOnAir?.segmentId)?.productIds ?? [];
      const from = productId ?? playout()?.cardOnAir?.productId;
      const at = from === undefined ? -1 : productIds.indexOf(from);
      const next = at < 0 ? productIds[step > 0 ? 0 : productIds.length - 1] : productIds[at + step];
      if (next === undefined) return 'no-product';
      prepareProduct(next);
      return null;
    },
    clear: () => void run('clear', {}),
    clearLayer: (layer) => void run('clear', { layers: [layer] }),
    showAgain() {
      const cleared = clearedOf(client).get();
      if (!cleared) return 'nothing-cleared';
      const { card, lowerThird, announcement, offer } = cleared;
      if (card) once('showCard', { productId: card.productId });
      if (lowerThird) once('showLowerThird', { segmentId: lowerThird.segmentId, guestId: lowerThird.guestId });
      if (announcement) once('showAnnouncement', { announcementId: announcement.announcementId });
      if (offer) once('showOffer', { offerId: offer.offerId, state: offer.state });
      return null;
    },
    toggleHold() {
      if (playout()?.slateHeld) once('releaseSlate', {});
      else once('holdSlate', { slate: 'hold' });
    },
    toggleBackSoon() {
      if (playout()?.slateHeld?.slate === 'back-soon') once('releaseSlate', {});
      else once('holdSlate', { slate: 'back-soon' });
    },
    toggleGuest(segmentId, guestId) {
      if (playout()?.lowerThirdOnAir?.guestId === guestId) once('clearLowerThird', {});
      else once('showLowerThird', { segmentId, guestId });
    },
    toggleLowerThird() {
      const state = playout();
      if (state?.lowerThirdOnAir) {
        once('clearLowerThird', {});
        return null;
      }
      if (prepared().guest) {
        once('take', { parts: ['lower-third'] });
        return null;
      }
      const segment = segmentBy(state?.segmentOnAir?.segmentId);
      const guest = segment?.guests[0];
      if (!segment || !guest) return 'no-guest';
      once('showLowerThird', { segmentId: segment.segmentId, guestId: guest.guestId });
      return null;
    },
    mark: () => void run('addMarker', {}),
    saveReplay: () => once('saveReplay', {}),
    // Never held back by an earlier one that is under way: the last word must reach the host.
    talkOver: (active) => void run('setTalkOver', { active }),
    toggleMicrophones() {
      const microphones = new Set(client.topic('audio').get()?.microphones);
      const inputs = client.topic('sources').get()?.inputs ?? [];
      const open = inputs.some(({ inputName, audio }) => microphones.has(inputName) && audio?.muted === false);
      once('muteMicrophones', { muted: open });
    },
    repeatLastGood: () => once('repeatLastGood', {}),
    countOther: () => once('countOn', { role: client.topic('standby').get()?.counts === 'standby' ? 'main' : 'standby' }),
  };
}
