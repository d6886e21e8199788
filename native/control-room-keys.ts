/** Wires keys and control surfaces: what is kept of them, which consoles are open, and the HTTP interface for button boxes. */
import { z } from 'zod';
import type { ControlRoomOptions } from './control-room.ts';
import { WrongTries } from './kernel/wrong-tries.ts';
import { ActionPresses } from './server/action-presses.ts';
import { registerActions } from './server/action-routes.ts';
import { Controls } from './server/controls.ts';
import { HeldTalkOver } from './server/held-talk-over.ts';
import type { RouteRegistrar } from './server/http-server.ts';
import type { Visitor } from './server/router.ts';
import { type SurfaceTopics, SurfaceView } from './server/surface-state.ts';

interface ControlsIn {
  controls: Controls;
  routes: readonly RouteRegistrar[];
  consoleOpened(visitor: Visitor): () => void;
  stop(): Promise<void>;
}

/** `topics` are what surfaces are told of. */
export function openControls(options: ControlRoomOptions, topics: SurfaceTopics): ControlsIn {
  const { storage, secrets, run, sentences, clock } = options;
  const { settings } = storage;
  const sentence = sentences.refusal;
  const talkOver = new HeldTalkOver(clock, (active, actor) => run('setTalkOver', { active }, actor));
  const controls = new Controls({
    settings: { load: () => settings.get('controls', z.unknown()), save: (value) => settings.set('controls', value) },
    secrets,
    clock,
    // Whoever may act no longer cannot let go either.
    onSurfacesOut: () => void talkOver.releaseAll(),
  });
  const presses = new ActionPresses<unknown>(clock);
  const view = new SurfaceView(topics, sentence);
  const wrongTries = new WrongTries(clock);
  return {
    controls,
    routes: [(app) => registerActions(app, { controls, wrongTries, presses, talkOver, view, run, sentence, clock })],
    consoleOpened(visitor) {
      const closed = controls.consoleOpened(visitor.actor.replace('operator:', ''));
      return () => {
        closed();
        // Whoever held the key is gone, so nobody would let it go.
        if (visitor.talksOver) void run('setTalkOver', { active: false }, visitor.actor);
      };
    },
    stop: () => talkOver.releaseAll(),
  };
}
