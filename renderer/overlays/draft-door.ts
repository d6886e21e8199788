/** Lets the console try a theme or a layout on the page within it. What anybody else sends is not heard. */
import { useEffect, useState } from 'react';
import { z } from 'zod';
import { layoutSchema } from '../../native/contract/layout.ts';
import { blankOverlay, type OverlayState } from '../../native/contract/overlay.ts';
import { themeSchema } from '../../native/contract/theme.ts';
import { sampleOverlay } from './sample-overlay.ts';

/** Each message takes the place of the one before; one with nothing in it gives the studio's own picture back. */
const draftSchema = z.strictObject({
  type: z.literal('draft'),
  theme: themeSchema.optional(),
  layout: layoutSchema.optional(),
  /** Fills every layer. */
  sample: z.boolean().optional(),
});
export type Draft = z.infer<typeof draftSchema>;

const noDraft: Draft = { type: 'draft' };

export function useDraft(): Draft {
  const [draft, setDraft] = useState(noDraft);
  useEffect(() => {
    if (window.parent === window) return undefined;
    const hear = (event: MessageEvent<unknown>) => {
      if (event.source !== window.parent || event.origin !== location.origin) return;
      const parsed = draftSchema.safeParse(event.data);
      if (parsed.success) setDraft(parsed.data);
    };
    window.addEventListener('message', hear);
    return () => window.removeEventListener('message', hear);
  }, []);
  return draft;
}

export function withDraft(state: OverlayState | undefined, { theme, layout, sample }: Draft): OverlayState | undefined {
  const shown = sample ? sampleOverlay(state ?? blankOverlay) : state;
  if (!shown || (!theme && !layout)) return shown;
  return { ...shown, ...(theme && { theme }), ...(layout && { layout }) };
}
