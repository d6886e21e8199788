/** What a subject of the gate is in the plan: its name, its texts, and the page where it is mended. */
import { useCallback } from 'react';
import type { Subject } from '../../../native/contract/gate.ts';
import { type LocalText, localTextSchema } from '../../../native/contract/text.ts';
import { useTopic } from '../../client/hooks.ts';
import { addressOf } from '../routes.ts';

export interface SubjectContent {
  name: LocalText | null;
  /** The text that a finding's `at` names, e.g. `name.zh-CN` or `sellingPoints.0.ug`; null where there is none. */
  textAt(at: string): string | null;
  /** Null where nobody mends it in the console. */
  address: string | null;
}

/** The subject of a refusal's context, written as by `subjectKey`. */
export function subjectOfKey(key: string): Subject | null {
  const match = /^([a-z-]+):(.+)$/u.exec(key);
  if (!match) return null;
  const [, kind, id] = match as unknown as [string, Subject['kind'], string];
  const within = kind === 'lower-third' ? /^([^/]+)\/(.+)$/u.exec(id) : null;
  return within ? { kind, id: within[2]!, within: within[1]! } : { kind, id };
}

/** Reads products, rundown, messages and footer as they are now. */
export function useSubjectContent(): (subject: Subject) => SubjectContent {
  const products = useTopic('catalogue')?.products;
  const segments = useTopic('rundown')?.rundown.segments;
  const graphics = useTopic('graphics');
  const footer = useTopic('overlay')?.footer;
  return useCallback(
    ({ kind, id, within }) => {
      switch (kind) {
        case 'card':
        case 'flash-sale': {
          const product = products?.find(({ productId }) => productId === id);
          return content(product, product?.name, addressOf('catalogue', id));
        }
        case 'lower-third': {
          const segment = segments?.find(({ segmentId, guests }) =>
            within === undefined ? guests.some(({ guestId }) => guestId === id) : segmentId === within,
          );
          const guest = segment?.guests.find(({ guestId }) => guestId === id);
          return content(guest, guest?.name, addressOf('rundown', segment?.segmentId ?? within));
        }
        case 'segment': {
          const segment = segments?.find(({ segmentId }) => segmentId === id);
          return content(segment, segment?.title, addressOf('rundown', id));
        }
        case 'announcement': {
          const announcement = graphics?.announcements.find(({ announcementId }) => announcementId === id);
          return content(announcement, announcement?.text, addressOf('overlay', 'messages'));
        }
        case 'offer': {
          const offer = graphics?.offers.find(({ offerId }) => offerId === id);
          return content(offer, offer?.title, addressOf('overlay', 'messages'));
        }
        case 'footer':
          return content(footer, footer?.operatorName, addressOf('overlay', 'messages'));
        case 'theme':
          return content(null, undefined, addressOf('overlay', 'themes'));
        case 'ticker':
        case 'prompter':
          return content(null, undefined, null);
      }
    },
    [products, segments, graphics, footer],
  );
}

function content(element: object | null | undefined, name: LocalText | undefined, address: string | null): SubjectContent {
  return {
    name: name ?? null,
    address,
    textAt(at) {
      let value: unknown = element;
      for (const step of at.split('.')) {
        value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[step] : undefined;
      }
      if (typeof value === 'string') return value;
      const local = localTextSchema.safeParse(value);
      return local.success ? local.data['zh-CN'] : null;
    },
  };
}
