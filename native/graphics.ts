/** The overlay beyond what is on air, wired: what is prepared for it, its look, and the gate before air. */
import type { GraphicsState } from './contract/graphics.ts';
import type { FeedState } from './contract/sales.ts';
import type { Desk } from './desk.ts';
import { openFigures } from './graphics-figures.ts';
import { openGate } from './graphics-gate.ts';
import { openLayouts } from './graphics-layouts.ts';
import { openThemes } from './graphics-themes.ts';
import type { Clock } from './kernel/clock.ts';
import { type LiveState, MutableState } from './kernel/live-state.ts';
import type { Logger } from './kernel/logger.ts';
import type { CommandServices } from './server/command-table.ts';
import type { RouteRegistrar } from './server/http-server.ts';
import type { TopicSources } from './server/topic-hub.ts';
import type { Storage } from './storage.ts';

export interface GraphicsOptions {
  desk: Desk;
  storage: Storage;
  dataFolder: string;
  resourcesFolder: string;
  /** Null in a rehearsal, where time runs faster than any feed's habit. */
  feeds: LiveState<{ feeds: FeedState[] }> | null;
  clock: Clock;
  logger: Logger;
}

export interface Graphics {
  topics: Pick<TopicSources, 'graphics' | 'gate'>;
  /** What its commands act on. */
  services: Pick<CommandServices, 'layouts' | 'messages' | 'themes' | 'gate'>;
  routes: readonly RouteRegistrar[];
  stop(): Promise<void>;
}

export function openGraphics(options: GraphicsOptions): Graphics {
  const layouts = openLayouts(options);
  const themes = openThemes(options);
  const figures = openFigures(options);
  const { messages } = options.desk;
  const graphics = new MutableState<GraphicsState>({
    ...messages.state.get(),
    ...themes.state.get(),
    ...layouts.plan.state.get(),
  });
  messages.state.subscribe((patch) => graphics.patch(patch));
  themes.state.subscribe((patch) => graphics.patch(patch));
  layouts.plan.state.subscribe((patch) => graphics.patch(patch));
  const gate = openGate(options);
  return {
    topics: { graphics, gate: gate.desk.state },
    services: { layouts: layouts.plan, messages, themes, gate: gate.desk },
    routes: gate.routes,
    async stop() {
      gate.stop();
      layouts.stop();
      figures.dispose();
    },
  };
}
