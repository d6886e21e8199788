/** Wires keys and control surfaces: what is kept of them and which consoles are open. */
import { z } from 'zod';
import type { ControlRoomOptions } from './control-room.ts';
import { Controls } from './server/controls.ts';
import type { RouteRegistrar } from './server/http-server.ts';
import type { Visitor } from './server/router.ts';

interface ControlsIn {
  controls: Controls;
  routes: readonly RouteRegistrar[];
  consoleOpened(visitor: Visitor): () => void;
  stop(): Promise<void>;
}

export function openControls({ storage, secrets, run, clock }: ControlRoomOptions): ControlsIn {
  const { settings } = storage;
  const controls = new Controls({
    settings: { load: () => settings.get('controls', z.unknown()), save: (value) => settings.set('controls', value) },
    secrets,
    clock,
  });
  return {
    controls,
    routes: [],
    consoleOpened(visitor) {
      const closed = controls.consoleOpened(visitor.actor.replace('operator:', ''));
      return () => {
        closed();
        // Whoever held the key is gone, so nobody would let it go.
        if (visitor.talksOver) void run('setTalkOver', { active: false }, visitor.actor);
      };
    },
    stop: async () => {},
  };
}
