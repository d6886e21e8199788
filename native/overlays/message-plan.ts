/** Announcements and offers that are prepared for the overlay; kept as a setting. */
import { z } from 'zod';
import { type Announcement, announcementSchema, type GraphicsState, type Offer, offerSchema } from '../contract/graphics.ts';
import { accepted, refused, type Result } from '../contract/refusal.ts';
import { type LiveState, MutableState } from '../kernel/live-state.ts';

type Messages = Pick<GraphicsState, 'announcements' | 'offers'>;
type Done = Result<Record<string, never>>;

export interface MessagePlanPorts {
  settings: { load(): unknown; save(messages: Messages): Promise<void> };
  /** What of it viewers see now. */
  onAir(): { announcementId: string | null; offerId: string | null };
}

/** So many of each are kept. */
const MOST = 100;
const storedSchema = z.object({ announcements: z.array(z.unknown()), offers: z.array(z.unknown()) });

export class MessagePlan {
  readonly #ports: MessagePlanPorts;
  readonly #state: MutableState<Messages>;
  #queue: Promise<unknown> = Promise.resolve();

  /** What no longer fits its schema is left out, so that one damaged text does not take the others with it. */
  constructor(ports: MessagePlanPorts) {
    this.#ports = ports;
    const stored = storedSchema.safeParse(ports.settings.load());
    this.#state = new MutableState<Messages>({
      announcements: stored.success ? fitting(stored.data.announcements, announcementSchema) : [],
      offers: stored.success ? fitting(stored.data.offers, offerSchema) : [],
    });
  }

  get state(): LiveState<Messages> {
    return this.#state;
  }

  /** Adds or changes; what is on air stays as it was put on air. */
  saveAnnouncement(announcement: Announcement): Promise<Done> {
    return this.#change(({ announcements, offers }) => {
      const changed = saved(announcements, announcement, ({ announcementId }) => announcementId === announcement.announcementId);
      return changed.ok ? accepted({ announcements: changed.value, offers }) : changed;
    });
  }

  /** Refused while viewers see it. */
  removeAnnouncement(announcementId: string): Promise<Done> {
    return this.#change(({ announcements, offers }, onAir) => {
      const known = announcements.find((announcement) => announcement.announcementId === announcementId);
      if (!known) return refused('announcement-unknown', { announcementId });
      if (announcementId === onAir.announcementId) return refused('announcement-on-air', { name: known.text['zh-CN'] });
      return accepted({ announcements: announcements.filter((announcement) => announcement !== known), offers });
    });
  }

  saveOffer(offer: Offer): Promise<Done> {
    return this.#change(({ announcements, offers }) => {
      const changed = saved(offers, offer, ({ offerId }) => offerId === offer.offerId);
      return changed.ok ? accepted({ announcements, offers: changed.value }) : changed;
    });
  }

  /** Refused while viewers see it. */
  removeOffer(offerId: string): Promise<Done> {
    return this.#change(({ announcements, offers }, onAir) => {
      const known = offers.find((offer) => offer.offerId === offerId);
      if (!known) return refused('offer-unknown', { offerId });
      if (offerId === onAir.offerId) return refused('offer-on-air', { name: known.title['zh-CN'] });
      return accepted({ announcements, offers: offers.filter((offer) => offer !== known) });
    });
  }

  /** One change after the other, told once it is durable. */
  #change(change: (messages: Messages, onAir: ReturnType<MessagePlanPorts['onAir']>) => Result<Messages>): Promise<Done> {
    const turn = this.#queue.then(async (): Promise<Done> => {
      const changed = change(this.#state.get(), this.#ports.onAir());
      if (!changed.ok) return changed;
      await this.#ports.settings.save(changed.value);
      this.#state.patch(changed.value);
      return accepted({});
    });
    this.#queue = turn.catch(() => undefined);
    return turn;
  }
}

function fitting<S extends z.ZodType>(stored: readonly unknown[], schema: S): z.output<S>[] {
  return stored.flatMap((value) => {
    const parsed = schema.safeParse(value);
    return parsed.success ? [parsed.data] : [];
  });
}

/** In its place when it is known, else at the end. */
function saved<T>(all: readonly T[], one: T, isIt: (other: T) => boolean): Result<T[]> {
  if (all.some(isIt)) return accepted(all.map((other) => (isIt(other) ? one : other)));
  return all.length < MOST ? accepted([...all, one]) : refused('messages-full', { most: MOST });
}
