/** What the address of the overlay page says: access, program or preview, a language of its own, motion or none, or one slate alone. */
import { type SlateKind, slateKindSchema } from '../../native/contract/overlay.ts';
import { localeSchema, type Locale } from '../../native/contract/text.ts';

export interface OverlayAddress {
  /** The studio's WebSocket with the page's own token. */
  socketUrl: string;
  topic: 'overlay' | 'overlayPreview';
  /** `lang=`: draws in this language whatever the studio says. */
  locale: Locale | null;
  /** `still=1`: every change shows its end state at once, for pictures. */
  still: boolean;
  /** `slate=`: this slate and nothing else, for the finished pictures of the slate scenes. */
  slate: SlateKind | null;
}

export function readOverlayAddress(url: URL): OverlayAddress {
  const query = url.searchParams;
  const socket = new URL('/trpc', url);
  socket.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const token = query.get('token');
  if (token) socket.searchParams.set('token', token);
  return {
    socketUrl: socket.href,
    topic: query.get('view') === 'preview' ? 'overlayPreview' : 'overlay',
    locale: localeSchema.safeParse(query.get('lang')).data ?? null,
    still: query.get('still') === '1',
    slate: slateKindSchema.safeParse(query.get('slate')).data ?? null,
  };
}
