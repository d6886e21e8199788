/** The shelf of themes: what is kept, refused and put on record. */
import { describe, expect, it } from 'vitest';
import type { EntryDraft } from '../../../native/contract/entry.ts';
import { builtInThemes, hetianTheme, officialTheme, readTheme, type Theme } from '../../../native/contract/theme.ts';
import { ThemeShelf } from '../../../native/overlays/theme-shelf.ts';
import { manualClock } from '../manual-clock.ts';

const own = (over: Partial<Theme> = {}): Theme => ({ ...hetianTheme, themeId: 'own', name: { 'zh-CN': '自己的' }, ...over });

/** A shelf over a store that can be looked into, and made to fail. */
function studio(stored: unknown = null) {
  const order: string[] = [];
  const entries: EntryDraft[] = [];
  const store = { value: stored, fails: false };
  const shelf = new ThemeShelf({
    clock: manualClock(),
    store: {
      load: () => store.value,
      async save(kept) {
        await Promise.resolve();
        if (store.fails) throw new Error('disk full');
        store.value = JSON.parse(JSON.stringify(kept));
        order.push('kept');
      },
    },
    async append(drafts) {
      await Promise.resolve();
      entries.push(...drafts);
      order.push('recorded');
    },
    broadcastId: () => 'bc-1',
  });
  shelf.state.subscribe(() => order.push('told'));
  return { shelf, store, entries, order, ids: () => shelf.state.get().themes.map(({ themeId }) => themeId) };
}

describe('the theme shelf', () => {
  it('TH8 holds the program’s themes and begins with Hetian’s', () => {
    const { shelf } = studio();
    expect(shelf.state.get()).toEqual({ themes: builtInThemes, themeId: 'hetian' });
    expect(shelf.chosen).toBe(hetianTheme);
  });

  it('TH9 choosing is kept and on record with the digest of the tokens before anybody is told, and a restart brings it back', async () => {
    const { shelf, store, entries, order } = studio();
    expect(await shelf.choose('official', 'desk')).toEqual({ ok: true, value: {} });
    expect(order).toEqual(['kept', 'recorded', 'told']);
    expect(entries).toMatchObject([
      { kind: 'overlay.themed', broadcastId: 'bc-1', actor: 'desk', body: { themeId: 'official', name: officialTheme.name } },
    ]);
    expect((entries[0]!.body as { digest: string }).digest).toMatch(/^[0-9a-f]{64}$/u);
    expect(shelf.chosen).toEqual(officialTheme);
    expect(studio(store.value).shelf.chosen).toEqual(officialTheme);
    // Choosing what is chosen changes nothing that viewers see.
    await shelf.choose('official', 'desk');
    expect(entries).toHaveLength(1);
  });

  it('TH10 an own theme is saved, changed in its place and removed, and is there after a restart', async () => {
    const { shelf, store, entries, ids } = studio();
    await shelf.save(own(), 'desk');
    await shelf.save(own({ themeId: 'second' }), 'desk');
    await shelf.save(own({ radius: 3 }), 'desk');
    expect(ids()).toEqual(['hetian', 'official', 'own', 'second']);
    const again = studio(store.value);
    expect(again.shelf.state.get().themes[2]).toEqual(own({ radius: 3 }));
    await again.shelf.remove('own', 'desk');
    expect(again.ids()).toEqual(['hetian', 'official', 'second']);
    expect(studio(again.store.value).ids()).toEqual(['hetian', 'official', 'second']);
    expect([...entries, ...again.entries]).toEqual([]);
  });

  it('TH11 changing the theme that draws the overlay goes on record with its new digest; a new name alone does not', async () => {
    const { shelf, entries } = studio();
    await shelf.save(own(), 'desk');
    await shelf.choose('own', 'desk');
    await shelf.save(own({ name: { 'zh-CN': '改名' } }), 'desk');
    expect(entries).toHaveLength(1);
    await shelf.save(own({ radius: 0 }), 'desk');
    expect(entries).toHaveLength(2);
    const [first, second] = entries.map(({ body }) => (body as { digest: string }).digest);
    expect(second).not.toBe(first);
    expect(shelf.chosen.radius).toBe(0);
  });

  it('TH12 what comes with the program is not changed or removed, what draws the overlay is not removed, what is not there is said', async () => {
    const { shelf, store } = studio();
    expect(await shelf.save({ ...hetianTheme, radius: 0 }, 'desk')).toMatchObject({ refusal: { code: 'theme-built-in' } });
    expect(await shelf.remove('official', 'desk')).toMatchObject({ refusal: { code: 'theme-built-in' } });
    expect(await shelf.remove('gone', 'desk')).toMatchObject({ refusal: { code: 'theme-unknown' } });
    expect(await shelf.choose('gone', 'desk')).toMatchObject({ refusal: { code: 'theme-unknown' } });
    await shelf.save(own(), 'desk');
    await shelf.choose('own', 'desk');
    expect(await shelf.remove('own', 'desk')).toMatchObject({ refusal: { code: 'theme-in-use', context: { name: '自己的' } } });
    expect(store.value).toMatchObject({ themeId: 'own', themes: [{ themeId: 'own' }] });
  });

  it('TH13 a theme that cannot be kept is not told, and the next one is', async () => {
    const { shelf, store, entries } = studio();
    store.fails = true;
    await expect(shelf.choose('official', 'desk')).rejects.toThrow('disk full');
    expect(shelf.chosen).toBe(hetianTheme);
    expect(entries).toEqual([]);
    store.fails = false;
    expect(await shelf.choose('official', 'desk')).toMatchObject({ ok: true });
  });

  it.each([
    ['nothing', null],
    ['another value', 'hetian'],
    ['a list', []],
    ['no themes', { themeId: 'own' }],
    ['a damaged theme', { themeId: 'own', themes: [{ ...own(), colours: { panel: 'red' } }] }],
    ['a theme that gives itself out as the program’s', { themeId: 'hetian', themes: [{ ...own(), themeId: 'hetian' }] }],
  ])('TH14 %s in the store does not stop the start', (_name, stored) => {
    expect(studio(stored).shelf.state.get()).toEqual({ themes: builtInThemes, themeId: 'hetian' });
  });

  it('TH14 one damaged theme leaves the others', () => {
    const { shelf, ids } = studio({ themeId: 'own', themes: [{ themeId: 'broken' }, own()] });
    expect(ids()).toEqual(['hetian', 'official', 'own']);
    expect(shelf.chosen).toEqual(own());
  });
});

describe('a theme from outside', () => {
  it('TH15 is completed from the plain theme where it is older', () => {
    const { shadow: _shadow, band: _band, ...older } = own();
    const { onSlate: _onSlate, ...colours } = older.colours;
    const theme = readTheme({ ...older, colours, motion: { enterMs: 100 } });
    expect(theme).toMatchObject({
      ok: true,
      value: {
        themeId: 'own',
        shadow: officialTheme.shadow,
        band: officialTheme.band,
        colours: { ...colours, onSlate: officialTheme.colours.onSlate },
        motion: { ...officialTheme.motion, enterMs: 100 },
      },
    });
  });

  it.each([
    ['colours.price', { ...own(), colours: { ...hetianTheme.colours, price: 'gold' } }],
    ['motion.enterMs', { ...own(), motion: { ...hetianTheme.motion, enterMs: 99_000 } }],
    ['texture', { ...own(), texture: 'plastic' }],
    ['name.zh-CN', { ...own(), name: {} }],
    ['name.zh-CN', { ...own(), name: { 'zh-CN': 'a\u202eb' } }],
    ['format', { ...own(), format: 2 }],
    ['themeId', { ...own(), themeId: '../x' }],
    ['', 'a sentence'],
    ['', null],
  ])('TH16 is refused with its first fault named: %s', (at, value) => {
    expect(readTheme(value)).toMatchObject({ ok: false, refusal: { code: 'theme-invalid', context: { at } } });
  });
});
