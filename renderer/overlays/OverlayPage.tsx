/** The overlay as it is watched: the studio's state, or what the console tries on it. It keeps its last picture while the studio is away. */
import { useMemo } from 'react';
import { useTopic } from '../client/hooks.ts';
import { useDraft, withDraft } from './draft-door.ts';
import type { OverlayView } from './overlay-address.ts';
import { OverlayStage } from './OverlayStage.tsx';

interface OverlayPageProps {
  topic: 'overlay' | 'overlayPreview';
  view: OverlayView;
  /** Every change shows its end state at once. */
  still: boolean;
}

export function OverlayPage({ topic, view, still }: OverlayPageProps) {
  const state = useTopic(topic);
  const draft = useDraft();
  const shown = useMemo(() => withDraft(state, draft), [state, draft]);
  return <OverlayStage newest={shown} view={view} still={still} />;
}
