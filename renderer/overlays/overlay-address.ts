/** What the address of the overlay page says: access, program or preview, how it is drawn, or one slate alone. */
import { z } from 'zod';
import { type LayerId, layerIdSchema, type StageShape, stageShapeSchema } from '../../native/contract/layout.ts';
import { type SlateKind, slateKindSchema } from '../../native/contract/overlay.ts';
import { localeSchema, type Locale } from '../../native/contract/text.ts';
import { hetianTheme, type Theme, themeSchema } from '../../native/contract/theme.ts';

/** How this page draws, whatever the studio says. */
export interface OverlayView {
  /** `lang=`: in this language alone. */
  locale: Locale | null;
  /** `shape=`: for this shape of picture; else for that of the viewport. */
  shape: StageShape | null;
  /** `layers=card,ticker`: only these; neither slate nor the others. */
  layers: readonly LayerId[] | null;
  /** `guides=1`: with lines that show what is seen for sure. */
  guides: boolean;
}

export const plainView: OverlayView = { locale: null, shape: null, layers: null, guides: false };

export interface OverlayAddress {
  /** The studio's WebSocket with the page's own token. */
  socketUrl: string;
  topic: 'overlay' | 'overlayPreview';
  view: OverlayView;
  /** `still=1`: every change shows its end state at once, for pictures. */
  still: boolean;
  /** `background=00ff00`: a ground to be keyed out by what captures a window; null is transparent. */
  background: string | null;
  /** `slate=`: this slate and nothing else, for the finished pictures of the slate scenes, with `lang=`, `also=ug,en` and `theme=`. */
  slate: { slate: SlateKind; locale: Locale; alsoIn: Locale[]; theme: Theme } | null;
}

export function readOverlayAddress(url: URL): OverlayAddress {
  const query = url.searchParams;
  const socket = new URL('/trpc', url);
  socket.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const token = query.get('token');
  if (token) socket.searchParams.set('token', token);
  const locale = localeSchema.safeParse(query.get('lang')).data ?? null;
  const slate = slateKindSchema.safeParse(query.get('slate')).data;
  return {
    socketUrl: socket.href,
    topic: query.get('view') === 'preview' ? 'overlayPreview' : 'overlay',
    view: {
      locale,
      shape: stageShapeSchema.safeParse(query.get('shape')).data ?? null,
      layers: query.has('layers') ? listOf(query.get('layers'), layerIdSchema) : null,
      guides: query.get('guides') === '1',
    },
    still: query.get('still') === '1',
    background: /^[0-9a-f]{6}$/iu.test(query.get('background') ?? '') ? `#${query.get('background')}` : null,
    slate: slate
      ? {
          slate,
          locale: locale ?? 'zh-CN',
          alsoIn: listOf(query.get('also'), localeSchema).slice(0, 2),
          theme: themeOf(query.get('theme')),
        }
      : null,
  };
}

function listOf<T>(text: string | null, schema: z.ZodType<T>): T[] {
  return (text ?? '').split(',').flatMap((word) => {
    const parsed = schema.safeParse(word);
    return parsed.success ? [parsed.data] : [];
  });
}

function themeOf(text: string | null): Theme {
  if (text === null) return hetianTheme;
  try {
    return themeSchema.safeParse(JSON.parse(text)).data ?? hetianTheme;
  } catch {
    return hetianTheme;
  }
}
