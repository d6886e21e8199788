/** The themes that the crew can choose from: those that come with the program and its own, and which of them draws the overlay. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { EntryDraft } from '../contract/entry.ts';
import type { GraphicsState } from '../contract/graphics.ts';
import { accepted, refused, type Result } from '../contract/refusal.ts';
import { builtInThemes, hetianTheme, readTheme, type Theme, themeColours } from '../contract/theme.ts';
import type { Clock } from '../kernel/clock.ts';
import { type LiveState, MutableState } from '../kernel/live-state.ts';

export interface KeptThemes {
  themeId: string;
  themes: Theme[];
}

export interface ThemePorts {
  clock: Clock;
  /** One JSON value; `save` resolves when it is durable. */
  store: { load(): unknown; save(kept: KeptThemes): Promise<void> };
  append(drafts: EntryDraft[]): Promise<unknown>;
  broadcastId(): string;
}

export type ThemesState = Pick<GraphicsState, 'themes' | 'themeId'>;
type Done = Result<Record<string, never>>;

const done: Done = accepted({});
/** Each theme is read by itself: one that is damaged must not take the others with it. */
const keptSchema = z.object({ themeId: z.string(), themes: z.array(z.unknown()) });
const isBuiltIn = (themeId: string) => builtInThemes.some((theme) => theme.themeId === themeId);
const findTheme = ({ themes }: ThemesState, themeId: string) => themes.find((theme) => theme.themeId === themeId);

/** Changes wait for one another; each is kept, and on record where viewers see it, before anybody is told. */
export class ThemeShelf {
  readonly #ports: ThemePorts;
  readonly #state: MutableState<ThemesState>;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(ports: ThemePorts) {
    this.#ports = ports;
    this.#state = new MutableState(restored(ports.store.load()));
  }

  get state(): LiveState<ThemesState> {
    return this.#state;
  }

  /** The theme that draws the overlay. */
  get chosen(): Theme {
    const state = this.#state.get();
    return findTheme(state, state.themeId) ?? hetianTheme;
  }

  /** Adds a theme or changes it; the overlay follows at once when it is drawn with it. Refused with `theme-built-in`. */
  save(theme: Theme, actor: string): Promise<Done> {
    return this.#inTurn(async () => {
      if (isBuiltIn(theme.themeId)) return refused('theme-built-in', { name: theme.name['zh-CN'] });
      const { themes, themeId } = this.#state.get();
      const former = themes.find((other) => other.themeId === theme.themeId);
      const next = former ? themes.map((other) => (other === former ? theme : other)) : [...themes, theme];
      const isSeen = theme.themeId === themeId && former !== undefined && digestOf(former) !== digestOf(theme);
      return this.#keep({ themes: next, themeId }, isSeen ? theme : null, actor);
    });
  }

  /** Refused with `theme-unknown`, `theme-built-in`, and with `theme-in-use` while the overlay is drawn with it. */
  remove(themeId: string, actor: string): Promise<Done> {
    return this.#inTurn(async () => {
      const state = this.#state.get();
      const theme = findTheme(state, themeId);
      if (!theme) return refused('theme-unknown', { themeId });
      const name = theme.name['zh-CN'];
      if (isBuiltIn(themeId)) return refused('theme-built-in', { name });
      if (state.themeId === themeId) return refused('theme-in-use', { name });
      return this.#keep({ ...state, themes: state.themes.filter((other) => other !== theme) }, null, actor);
    });
  }

  /** Refused with `theme-unknown`. */
  choose(themeId: string, actor: string): Promise<Done> {
    return this.#inTurn(async () => {
      const state = this.#state.get();
      const theme = findTheme(state, themeId);
      if (!theme) return refused('theme-unknown', { themeId });
      return themeId === state.themeId ? done : this.#keep({ ...state, themeId }, theme, actor);
    });
  }

  /** `seen` is the theme that viewers see from now on where that changes: it goes on record. */
  async #keep(state: ThemesState, seen: Theme | null, actor: string): Promise<Done> {
    const { clock, store, append, broadcastId } = this.#ports;
    await store.save({ themeId: state.themeId, themes: state.themes.filter((theme) => !isBuiltIn(theme.themeId)) });
    if (seen) {
      const body = { themeId: seen.themeId, name: seen.name, digest: digestOf(seen) };
      await append([{ kind: 'overlay.themed', broadcastId: broadcastId(), atMs: clock.nowMs(), actor, body }]);
    }
    this.#state.patch(state);
    return done;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(work);
    this.#queue = result.catch(() => undefined);
    return result;
  }
}

/** A theme that cannot be read any more is left out; where it was the chosen one, the first of the program's draws. */
function restored(value: unknown): ThemesState {
  const kept = keptSchema.safeParse(value);
  const own = kept.success
    ? kept.data.themes.flatMap((stored) => {
        const theme = readTheme(stored);
        return theme.ok && !isBuiltIn(theme.value.themeId) ? [theme.value] : [];
      })
    : [];
  const themes = [...builtInThemes, ...own];
  const isThere = kept.success && themes.some(({ themeId }) => themeId === kept.data.themeId);
  return { themes, themeId: isThere ? kept.data.themeId : hetianTheme.themeId };
}

/** SHA-256 of the tokens alone: the same look under another name has the same digest. */
function digestOf({ colours, panelOpacity, type, motion, radius, border, shadow, texture, band }: Theme): string {
  const ordered = [
    themeColours.map((colour) => colours[colour]),
    panelOpacity,
    [type.scale, type.uyghurNames, type.weight],
    [motion.enterMs, motion.leaveMs, motion.distance, motion.style],
    [radius, border, shadow, texture, band],
  ];
  return createHash('sha256').update(JSON.stringify(ordered)).digest('hex');
}
