/** The studio as a control surface sees it: a small state with a revision, and waiting for the next one. */
import { createHash } from 'node:crypto';
import type { AudioState } from '../contract/audio.ts';
import type { GraphicsState } from '../contract/graphics.ts';
import type { ObsState, SourcesState } from '../contract/obs.ts';
import type { OutputsState } from '../contract/outputs.ts';
import type { OverlayState } from '../contract/overlay.ts';
import type { PlayoutState } from '../contract/playout.ts';
import type { CatalogueState, Product } from '../contract/product.ts';
import type { Refusal } from '../contract/refusal.ts';
import type { RundownState, Segment } from '../contract/rundown.ts';
import type { StandbyState } from '../contract/standby.ts';
import type { StudioState } from '../contract/studio.ts';
import type { standingLayers, SurfaceState } from '../contract/surface.ts';
import { textIn } from '../contract/text.ts';
import type { LiveState } from '../kernel/live-state.ts';

export interface SurfaceTopics {
  studio: LiveState<StudioState>;
  playout: LiveState<PlayoutState>;
  rundown: LiveState<RundownState>;
  catalogue: LiveState<CatalogueState>;
  obs: LiveState<ObsState>;
  sources: LiveState<SourcesState>;
  outputs: LiveState<OutputsState>;
  audio: LiveState<AudioState>;
  standby: LiveState<StandbyState>;
  /** What is written for the overlay. */
  messages: LiveState<Pick<GraphicsState, 'announcements' | 'offers'>>;
  /** Read when a layer is switched; too lively to be waited for. */
  overlay: LiveState<OverlayState>;
}

type StandingLayer = (typeof standingLayers)[number];

/** What actions are decided by. */
export interface SurfaceSight {
  playout(): PlayoutState;
  segments(): readonly Segment[];
  products(): readonly Product[];
  standby(): StandbyState;
  messages(): Pick<GraphicsState, 'announcements' | 'offers'>;
  layerShown(layer: StandingLayer): boolean;
  /** Null where no microphone is known. */
  microphonesMuted(): boolean | null;
}

/** Requests that wait for a change at once; a surface needs one. */
const WAITING_LIMIT = 32;

export class SurfaceView implements SurfaceSight {
  readonly #topics: SurfaceTopics;
  readonly #sentence: (refusal: Refusal) => string;
  #waiting = 0;

  constructor(topics: SurfaceTopics, sentence: (refusal: Refusal) => string) {
    this.#topics = topics;
    this.#sentence = sentence;
  }

  playout = () => this.#topics.playout.get();
  segments = () => this.#topics.rundown.get().rundown.segments;
  products = () => this.#topics.catalogue.get().products;
  standby = () => this.#topics.standby.get();
  messages = () => this.#topics.messages.get();
  layerShown = (layer: StandingLayer) => {
    const overlay = this.#topics.overlay.get();
    return layer === 'tickerNamesBuyers' ? overlay.tickerNamesBuyers : overlay[`${layer}Shown`];
  };

  microphonesMuted(): boolean | null {
    const microphones = new Set(this.#topics.audio.get().microphones);
    const heard = this.#topics.sources.get().inputs.filter(({ inputName, audio }) => audio && microphones.has(inputName));
    return heard.length === 0 ? null : heard.every(({ audio }) => audio?.muted);
  }

  state(): SurfaceState {
    const { broadcast, segmentOnAir, cardOnAir, lowerThirdOnAir, announcementOnAir, offerOnAir, slateHeld, prepared } = this.playout();
    const { announcements, offers } = this.messages();
    const { connection, mirror } = this.#topics.obs.get();
    const { problems, locale } = this.#topics.studio.get();
    const { stream, record } = this.#topics.outputs.get();
    const found = [...(connection.problem ? [connection.problem] : []), ...problems];
    const state = {
      phase: broadcast.phase,
      startedAtMs: broadcast.startedAtMs,
      rehearsal: broadcast.rehearsal,
      onAir: {
        segment: segmentOnAir && { ...this.#segment(segmentOnAir.segmentId), title: textIn(segmentOnAir.title, locale) },
        card: cardOnAir && { productId: cardOnAir.productId, number: cardOnAir.number, name: textIn(cardOnAir.name, locale) },
        lowerThird: lowerThirdOnAir && textIn(lowerThirdOnAir.name, locale),
        announcement: announcementOnAir && {
          announcementId: announcementOnAir.announcementId,
          index: placeOf(
            announcements.map(({ announcementId }) => announcementId),
            announcementOnAir.announcementId,
          ),
          text: textIn(announcementOnAir.text, locale),
        },
        offer: offerOnAir && {
          offerId: offerOnAir.offerId,
          index: placeOf(
            offers.map(({ offerId }) => offerId),
            offerOnAir.offerId,
          ),
          title: textIn(offerOnAir.title, locale),
          state: offerOnAir.state,
        },
        slate: slateHeld?.slate ?? null,
      },
      prepared: { segment: this.#preparedSegment(), card: this.#preparedCard(), lowerThird: this.#preparedGuest() },
      obs: {
        state: connection.state,
        programScene: mirror?.programSceneName ?? null,
        previewScene: mirror?.previewSceneName ?? null,
        counts: this.standby().counts,
      },
      outputs: {
        stream: stream.turn,
        record: record.turn,
        replayBuffer: mirror?.replayBuffer.active ?? false,
        virtualCamera: mirror?.virtualCamera.active ?? false,
      },
      audio: { talkOver: this.#topics.audio.get().talkOver, microphonesMuted: this.microphonesMuted() },
      tally: {
        onAir: broadcast.phase === 'onAir',
        card: cardOnAir !== null,
        lowerThird: lowerThirdOnAir !== null,
        announcement: announcementOnAir !== null,
        offer: offerOnAir !== null,
        hold: slateHeld !== null,
        stream: mirror?.stream.active ?? false,
        record: mirror?.record.active ?? false,
        takeReady: prepared.segmentId !== null || prepared.productId !== null || prepared.guest !== null,
        figuresFrozen: problems.some(({ code }) => code === 'figures-frozen'),
      },
      health: { ok: connection.state === 'ready' && found.length === 0, problems: found.map(this.#sentence) },
    };
    return { revision: createHash('sha256').update(JSON.stringify(state)).digest('base64url').slice(0, 16), ...state };
  }

  /**
   * The state once its revision is another than `after`, or null when it still is the same at the signal's end.
   * Null at once when too many wait already.
   */
  async next(after: string, signal: AbortSignal): Promise<SurfaceState | null> {
    const now = this.state();
    if (now.revision !== after) return now;
    if (signal.aborted || this.#waiting >= WAITING_LIMIT) return null;
    this.#waiting += 1;
    try {
      return await new Promise((resolve) => {
        let asked = false;
        const look = () => {
          asked = false;
          const state = this.state();
          if (state.revision !== after) finish(state);
        };
        // Changes that come together are looked at once, after all of them.
        const changed = () => {
          if (asked) return;
          asked = true;
          setImmediate(look);
        };
        const { studio, playout, rundown, catalogue, obs, sources, outputs, audio, standby, messages } = this.#topics;
        const topics: readonly LiveState<object>[] = [
          ...[studio, playout, rundown, catalogue, obs, sources, outputs, audio, standby, messages],
        ];
        const subscriptions = topics.map((topic) => topic.subscribe(changed));
        const finish = (state: SurfaceState | null) => {
          signal.removeEventListener('abort', ended);
          for (const subscription of subscriptions) subscription.dispose();
          resolve(state);
        };
        const ended = () => finish(null);
        signal.addEventListener('abort', ended, { once: true });
      });
    } finally {
      this.#waiting -= 1;
    }
  }

  #segment(segmentId: string): { segmentId: string; index: number | null } {
    return {
      segmentId,
      index: placeOf(
        this.segments().map((segment) => segment.segmentId),
        segmentId,
      ),
    };
  }

  #preparedSegment(): SurfaceState['prepared']['segment'] {
    const { segmentId } = this.playout().prepared;
    const segment = this.segments().find((each) => each.segmentId === segmentId);
    return segment ? { ...this.#segment(segment.segmentId), title: textIn(segment.title, this.#topics.studio.get().locale) } : null;
  }

  #preparedGuest(): string | null {
    const chosen = this.playout().prepared.guest;
    const segment = this.segments().find(({ segmentId }) => segmentId === chosen?.segmentId);
    const guest = segment?.guests.find(({ guestId }) => guestId === chosen?.guestId);
    return guest ? textIn(guest.name, this.#topics.studio.get().locale) : null;
  }

  #preparedCard(): SurfaceState['prepared']['card'] {
    const { productId } = this.playout().prepared;
    const product = this.products().find((each) => each.productId === productId);
    return product
      ? { productId: product.productId, number: product.number, name: textIn(product.name, this.#topics.studio.get().locale) }
      : null;
  }
}

/** From 1, as people count; null for what is no longer there. */
function placeOf(ids: readonly string[], id: string): number | null {
  const at = ids.indexOf(id);
  return at < 0 ? null : at + 1;
}
