/** The key map, the token of the action interface and the list of consoles, as the studio keeps them. */
import { describe, expect, it } from 'vitest';
import type { KeyMap } from '../../../native/contract/controls.ts';
import { checkedKeyMap, defaultKeys, isFixedKey } from '../../../native/contract/key-map.ts';
import { keyNameSchema } from '../../../native/contract/controls.ts';
import { Controls } from '../../../native/server/controls.ts';
import { manualClock } from '../manual-clock.ts';

function openControls(kept: unknown = null, secrets = new Map<string, string>()) {
  const disk = { kept };
  const clock = manualClock();
  const controls = new Controls({
    settings: { load: () => disk.kept, save: async (value) => void (disk.kept = structuredClone(value)) },
    secrets: {
      get: (name) => secrets.get(name) ?? null,
      set: (name, value) => secrets.set(name, value),
      remove: (name) => secrets.delete(name),
    },
    clock,
    onSurfacesOut: () => {},
  });
  return { controls, disk, secrets, clock };
}

const refusal = (changes: KeyMap) => {
  const checked = checkedKeyMap(changes);
  return checked.ok ? null : checked.refusal;
};

describe('the key map', () => {
  it('KM1 the keys that the program comes with are written as the map writes them, and none stands twice', () => {
    const keys = Object.values(defaultKeys).flat();
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.filter((key) => !keyNameSchema.safeParse(key).success)).toEqual([]);
  });

  it('KM1 a key under two actions is refused, and one that was freed is not', () => {
    expect(refusal({ mark: ['h'] })).toEqual({ code: 'key-taken', context: { key: 'h' } });
    expect(refusal({ mark: ['f8'], hold: ['f8'] })).toEqual({ code: 'key-taken', context: { key: 'f8' } });
    expect(refusal({ mark: ['f8', 'f8'] })).toEqual({ code: 'key-taken', context: { key: 'f8' } });
    expect(refusal({ mark: ['h'], hold: ['f8'] })).toBeNull();
    expect(refusal({ mark: ['h'], hold: [] })).toBeNull();
    expect(refusal({ mark: ['shift+h'] })).toBeNull();
  });

  it('KM1 digits, Backspace, Tab and keys of the browser and the system cannot be given away', () => {
    for (const key of [
      '7',
      'backspace',
      'tab',
      'shift+tab',
      'f5',
      'f12',
      'ctrl+w',
      'ctrl+shift+t',
      'ctrl+1',
      'alt+f4',
      'ctrl+alt+q',
      'meta+k',
      'dead',
    ]) {
      expect(isFixedKey(key), key).toBe(true);
      expect(refusal({ mark: [key] }), key).toEqual({ code: 'key-fixed', context: { key } });
    }
    for (const key of ['f2', 'f8', 'f9', 'shift+f9', 'pageup', 'ctrl+m', 'ctrl+shift+k', 'plus', '*', '.', 'q'])
      expect(isFixedKey(key), key).toBe(false);
    expect(refusal({ number: ['q'] })).toEqual({ code: 'key-fixed', context: { key: 'q' } });
    expect(refusal({ correct: [] })).toMatchObject({ code: 'key-fixed' });
  });

  it('KM1 a refused map leaves the one before, and an accepted one outlives a restart', async () => {
    const { controls, disk } = openControls();
    expect(await controls.saveKeyMap({ mark: ['f8'] })).toMatchObject({ ok: true });
    expect(await controls.saveKeyMap({ mark: ['space'] })).toMatchObject({ ok: false, refusal: { code: 'key-taken' } });
    expect(controls.state.get().keyMap).toEqual({ mark: ['f8'] });
    expect(openControls(disk.kept).controls.state.get().keyMap).toEqual({ mark: ['f8'] });
    await controls.saveKeyMap({});
    expect(controls.state.get().keyMap).toBeNull();
  });

  it('KM1 a kept map that no longer holds gives way to the keys of the program', () => {
    for (const keyMap of [{ mark: ['space'] }, { mark: ['f5'] }, { nonsense: ['q'] }, 7]) {
      expect(openControls({ keyMap, apiEnabled: true }).controls.state.get()).toMatchObject({ keyMap: null, api: { enabled: true } });
    }
  });
});

describe('actions that came later', () => {
  it('KM16 a map that was kept before them holds, and what stands in the way of it goes without', async () => {
    const { controls } = openControls({ keyMap: { mark: ['p', 's'], note: ['shift+enter', 'n'] }, apiEnabled: false });
    const { keyMap } = controls.state.get();
    expect(keyMap).toEqual({ mark: ['p', 's'], note: ['shift+enter', 'n'], takeOverlay: [], takeScene: [], prepareGuest: [] });
    expect(await controls.saveKeyMap(keyMap)).toMatchObject({ ok: true });
    expect(openControls({ keyMap: { mark: ['f8'] }, apiEnabled: false }).controls.state.get().keyMap).toEqual({ mark: ['f8'] });
  });
});

describe('consoles', () => {
  it('KM11 the consoles that are open are listed with the time since when', async () => {
    const { controls, clock } = openControls();
    const desk = controls.consoleOpened('Desk');
    await clock.advance(5000);
    const tablet = controls.consoleOpened('Desk');
    expect(controls.state.get().consoles).toEqual([
      { name: 'Desk', openedAtMs: 0 },
      { name: 'Desk', openedAtMs: 5000 },
    ]);
    desk();
    expect(controls.state.get().consoles).toEqual([{ name: 'Desk', openedAtMs: 5000 }]);
    tablet();
    expect(controls.state.get().consoles).toEqual([]);
  });
});

describe('the token of the action interface', () => {
  it('HA1 the interface is off and has no token until somebody wants it', () => {
    const { controls } = openControls();
    expect(controls.state.get().api).toMatchObject({ enabled: false, hasToken: false, lastUsedAtMs: null });
    expect(controls.isToken('')).toBe(false);
  });

  it('HA2 a token has 256 bits, is told once, kept as a digest, and dead at once when renewed', () => {
    const { controls, secrets } = openControls();
    const first = controls.renewToken();
    const second = controls.renewToken();
    if (!first.ok || !second.ok) throw new Error('no token');
    expect(Buffer.from(second.value.token, 'base64url')).toHaveLength(32);
    expect([...secrets.values()].join()).not.toContain(second.value.token);
    expect(JSON.stringify(controls.state.get())).not.toContain(second.value.token);
    expect([controls.isToken(first.value.token), controls.isToken(second.value.token)]).toEqual([false, true]);
    expect(controls.isToken([...secrets.values()][0]!)).toBe(false);
    expect(openControls(null, secrets).controls.state.get().api.hasToken).toBe(true);
  });

  it('HA2 the last use is told in steps, not with every press', async () => {
    const { controls, clock } = openControls();
    await clock.advance(1000);
    controls.used();
    const { revision } = controls.state;
    await clock.advance(3000);
    controls.used();
    expect([controls.state.revision, controls.state.get().api.lastUsedAtMs]).toEqual([revision, 1000]);
    await clock.advance(8000);
    controls.used();
    expect(controls.state.get().api.lastUsedAtMs).toBe(12_000);
  });
});
