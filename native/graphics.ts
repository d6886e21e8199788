/** The overlay beyond what is on air, wired: what is prepared for it, its look, the gate before air, and the pages that draw it. */
import type { GateState } from './contract/gate.ts';
import type { GraphicsState } from './contract/graphics.ts';
import { emptyLayout } from './contract/layout.ts';
import type { OverlayPagesState } from './contract/overlay-pages.ts';
import { builtInThemes, hetianTheme } from './contract/theme.ts';
import { MutableState } from './kernel/live-state.ts';
import type { RouteRegistrar } from './server/http-server.ts';
import type { TopicSources } from './server/topic-hub.ts';

export interface Graphics {
  topics: Pick<TopicSources, 'graphics' | 'gate' | 'overlayPages'>;
  routes: readonly RouteRegistrar[];
  stop(): Promise<void>;
}

export function openGraphics(): Graphics {
  const graphics = new MutableState<GraphicsState>({
    announcements: [],
    offers: [],
    themes: [...builtInThemes],
    themeId: hetianTheme.themeId,
    layouts: { everywhere: emptyLayout, scenes: {} },
    canUndoLayout: false,
    canRedoLayout: false,
  });
  const gate = new MutableState<GateState>({
    ruleFiles: [],
    rulesVersion: '',
    changedFiles: [],
    verdicts: {},
    producerCodeSet: false,
    evidence: [],
  });
  const overlayPages = new MutableState<OverlayPagesState>({ pages: [], wish: 'auto', route: 'none', problem: null, routedAtMs: null });
  return { topics: { graphics, gate, overlayPages }, routes: [], stop: async () => {} };
}
