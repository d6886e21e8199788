/** A theme's tokens as CSS custom properties. */
import { describe, expect, it } from 'vitest';
import { hetianTheme, officialTheme, textures, themeColours } from '../../native/contract/theme.ts';
import { themeStyle } from '../../renderer/overlays/theme-style.ts';

const properties = (theme: typeof hetianTheme) => themeStyle(theme) as Record<string, unknown>;

describe('themeStyle', () => {
  it('TH1 every colour is a property by its own name', () => {
    const style = properties(hetianTheme);
    const names = themeColours.map((colour) => `--${colour.replace(/[A-Z]/gu, '-$&').toLowerCase()}`);
    expect(names).toContain('--guest-official');
    expect(names).toContain('--panel-deep');
    for (const [index, name] of names.entries()) expect(style[name], name).toBe(hetianTheme.colours[themeColours[index]!]);
  });

  it('TH1 the panel’s ground has the panel’s opacity, mixed without color-mix', () => {
    const theme = { ...hetianTheme, panelOpacity: 0.6 };
    expect(properties(theme)['--panel-ground']).toBe('linear-gradient(160deg, rgb(58 32 16 / 60%), rgb(23 11 5 / 60%))');
    expect(JSON.stringify(properties(theme))).not.toContain('color-mix');
  });

  it('TH2 type, band, border and shadow are what the theme says', () => {
    expect(properties(hetianTheme)).toMatchObject({
      '--weight': 700,
      '--band': '44px',
      '--border': '2px',
      '--enter-ms': '320ms',
      '--distance': '36px',
    });
    expect(String(properties(hetianTheme)['--names-face'])).toMatch(/^'Noto Naskh Arabic'/u);
    expect(String(properties(hetianTheme)['--texture'])).toMatch(/^url\("data:image\/svg\+xml,/u);
    expect(properties(officialTheme)).toMatchObject({ '--texture': 'none', '--shadow': 'none', '--distance': '0px' });
    expect(String(properties(officialTheme)['--names-face'])).toMatch(/^'Noto Sans Arabic'/u);
  });

  it.each(textures.filter((texture) => texture !== 'none'))(
    'TH3 the texture %s takes the theme’s colours and fetches nothing',
    (texture) => {
      const colours = { ...hetianTheme.colours, urgent: '#123456', origin: '#123456', panel: '#123456' };
      const style = properties({ ...hetianTheme, texture, colours });
      const drawn = (image: unknown) => decodeURIComponent(/^url\("data:image\/svg\+xml,(.*)"\)$/u.exec(String(image))![1]!);
      const svg = drawn(style['--texture']);
      expect(svg).toContain('.ground{fill:#123456}');
      expect(svg).not.toMatch(/<script|href|<image/u);
      expect(svg.length).toBeLessThan(16_000);
    },
  );
});
