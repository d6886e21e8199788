/** The overlay beyond what is on air, wired: what is prepared for it, its look, and the gate before air. */
import type { GateState } from './contract/gate.ts';
import type { GraphicsState } from './contract/graphics.ts';
import type { Desk } from './desk.ts';
import { openLayouts } from './graphics-layouts.ts';
import { openThemes } from './graphics-themes.ts';
import type { Clock } from './kernel/clock.ts';
import { MutableState } from './kernel/live-state.ts';
import type { Logger } from './kernel/logger.ts';
import type { CommandServices } from './server/command-table.ts';
import type { RouteRegistrar } from './server/http-server.ts';
import type { TopicSources } from './server/topic-hub.ts';
import type { Storage } from './storage.ts';

export interface GraphicsOptions {
  desk: Desk;
  storage: Storage;
  clock: Clock;
  logger: Logger;
}

export interface Graphics {
  topics: Pick<TopicSources, 'graphics' | 'gate'>;
  /** What its commands act on. */
  services: Pick<CommandServices, 'layouts' | 'messages' | 'themes'>;
  routes: readonly RouteRegistrar[];
  stop(): Promise<void>;
}

export function openGraphics(options: GraphicsOptions): Graphics {
  const layouts = openLayouts(options);
  const themes = openThemes(options);
  const { messages } = options.desk;
  const graphics = new MutableState<GraphicsState>({
    ...messages.state.get(),
    ...themes.state.get(),
    ...layouts.plan.state.get(),
  });
  messages.state.subscribe((patch) => graphics.patch(patch));
  themes.state.subscribe((patch) => graphics.patch(patch));
  layouts.plan.state.subscribe((patch) => graphics.patch(patch));
  const gate = new MutableState<GateState>({
    ruleFiles: [],
    rulesVersion: '',
    changedFiles: [],
    verdicts: {},
    producerCodeSet: false,
    evidence: [],
  });
  return {
    topics: { graphics, gate },
    services: { layouts: layouts.plan, messages, themes },
    routes: [],
    async stop() {
      layouts.stop();
    },
  };
}
