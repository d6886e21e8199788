/** What was taken off the overlay a moment ago, so that a wrong press can be made good with one press. */
import { useSyncExternalStore } from 'react';
import type { PlayoutState } from '../../native/contract/playout.ts';
import { useStudioClient } from '../client/hooks.ts';
import type { StudioClient } from '../client/studio-client.ts';

/** Long enough to see what is gone; later it would be another decision. */
const AGAIN_MS = 10_000;

type OnAir = Pick<PlayoutState, 'broadcast' | 'segmentOnAir' | 'cardOnAir' | 'lowerThirdOnAir' | 'announcementOnAir' | 'offerOnAir'>;

export interface Cleared {
  card: PlayoutState['cardOnAir'];
  /** With the segment that has the guest. */
  lowerThird: (NonNullable<PlayoutState['lowerThirdOnAir']> & { segmentId: string }) | null;
  announcement: PlayoutState['announcementOnAir'];
  offer: PlayoutState['offerOnAir'];
}

/** Whoever cleared it, on this console, on another one or by a button box. */
class ClearedLayers {
  readonly #client: StudioClient;
  #before: OnAir | undefined;
  #cleared: Cleared | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #listeners = new Set<() => void>();

  constructor(client: StudioClient) {
    this.#client = client;
    client.topic('playout').subscribe(() => this.#look());
    this.#look();
  }

  get = (): Cleared | null => this.#cleared;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  #look(): void {
    const before = this.#before;
    const now = this.#client.topic('playout').get();
    this.#before = now;
    if (!before || !now) return;
    // A segment takes the lower third of the one before with it, and the end of the broadcast everything: that was no wrong press.
    const sameScene =
      before.broadcast.broadcastId === now.broadcast.broadcastId &&
      before.segmentOnAir?.segmentId === now.segmentOnAir?.segmentId &&
      before.segmentOnAir?.startedAtMs === now.segmentOnAir?.startedAtMs;
    if (!sameScene) return this.#set(null);
    const gone: Cleared = {
      card: now.cardOnAir ? null : before.cardOnAir,
      lowerThird: now.lowerThirdOnAir ? null : this.#withSegment(before.lowerThirdOnAir, now.segmentOnAir?.segmentId),
      announcement: now.announcementOnAir ? null : before.announcementOnAir,
      offer: now.offerOnAir ? null : before.offerOnAir,
    };
    if (!isEmpty(gone)) return this.#set(gone);
    if (!this.#cleared) return;
    // What has been shown in the meantime must not be pushed off by what was there before.
    const left: Cleared = {
      card: now.cardOnAir ? null : this.#cleared.card,
      lowerThird: now.lowerThirdOnAir ? null : this.#cleared.lowerThird,
      announcement: now.announcementOnAir ? null : this.#cleared.announcement,
      offer: now.offerOnAir ? null : this.#cleared.offer,
    };
    if (isEmpty(left)) this.#set(null);
    else if (JSON.stringify(left) !== JSON.stringify(this.#cleared)) this.#tell(left);
  }

  #withSegment(guest: PlayoutState['lowerThirdOnAir'], onAirId: string | undefined): Cleared['lowerThird'] {
    if (!guest) return null;
    const segments = this.#client.topic('rundown').get()?.rundown.segments ?? [];
    const having = segments.filter(({ guests }) => guests.some(({ guestId }) => guestId === guest.guestId));
    const segment = having.find(({ segmentId }) => segmentId === onAirId) ?? having[0];
    return segment ? { ...guest, segmentId: segment.segmentId } : null;
  }

  #set(cleared: Cleared | null): void {
    clearTimeout(this.#timer);
    this.#timer = cleared ? setTimeout(() => this.#set(null), AGAIN_MS) : undefined;
    if (cleared !== this.#cleared) this.#tell(cleared);
  }

  #tell(cleared: Cleared | null): void {
    this.#cleared = cleared;
    for (const listener of this.#listeners) listener();
  }
}

function isEmpty({ card, lowerThird, announcement, offer }: Cleared): boolean {
  return !card && !lowerThird && !announcement && !offer;
}

const layers = new WeakMap<StudioClient, ClearedLayers>();

export function clearedOf(client: StudioClient): ClearedLayers {
  let known = layers.get(client);
  if (!known) {
    known = new ClearedLayers(client);
    layers.set(client, known);
  }
  return known;
}

/** Null once nothing can be shown again. */
export function useCleared(): Cleared | null {
  const cleared = clearedOf(useStudioClient());
  return useSyncExternalStore(cleared.subscribe, cleared.get);
}
