/** Contrast of themes, after WCAG 2.2. */
import { describe, expect, it } from 'vitest';
import { contrastPairs, contrastRatio, themeContrasts, themeProblems } from '../../../native/contract/contrast.ts';
import { builtInThemes, hetianTheme, officialTheme, themeColours, type Theme } from '../../../native/contract/theme.ts';

const coloured = (theme: Theme, colours: Partial<Theme['colours']>): Theme => ({ ...theme, colours: { ...theme.colours, ...colours } });

describe('contrast', () => {
  it.each([
    ['#000000', '#ffffff', 21],
    ['#ffffff', '#ffffff', 1],
    // Values of the W3C's own examples and of the WebAIM checker.
    ['#777777', '#ffffff', 4.48],
    ['#767676', '#ffffff', 4.54],
    ['#0000ff', '#ffffff', 8.59],
    ['#ff0000', '#ffffff', 4],
  ])('TH4 %s on %s is %d to 1', (a, b, ratio) => {
    expect(contrastRatio(a, b)).toBeCloseTo(ratio, 1);
    expect(Math.floor(contrastRatio(a, b) * 100) / 100).toBeCloseTo(ratio, 1);
    expect(contrastRatio(b, a)).toBe(contrastRatio(a, b));
  });

  it.each(builtInThemes)('TH5 every pair of $themeId meets its demand', (theme) => {
    expect(themeProblems(theme)).toEqual([]);
    expect(themeContrasts(theme)).toHaveLength(contrastPairs.length);
  });

  it('TH5 every colour of text has a pair, and the price asks for 7 to 1', () => {
    const checked = new Set<string>(contrastPairs.flatMap(({ text, ground }) => [text, ground]));
    expect(themeColours.filter((colour) => !checked.has(colour))).toEqual(['panelDeep']);
    expect(contrastPairs.find(({ text }) => text === 'price')!.demand).toBe(7);
  });

  it('TH6 a pair that fails is named with its ratio and its demand, never rounded up', () => {
    const [problem, ...others] = themeProblems(coloured(officialTheme, { onUrgent: '#8c2f12' }));
    expect(others).toEqual([]);
    expect(problem).toEqual({ text: 'onUrgent', ground: 'urgent', ratio: 1, demand: 4.5, passes: false });

    const close = themeContrasts(coloured(hetianTheme, { urgent: '#ffffff', onUrgent: '#777777' })).find(
      ({ ground }) => ground === 'urgent',
    )!;
    expect(close).toMatchObject({ ratio: 4.47, passes: false });
  });

  it('TH7 a panel that lets the picture through is measured over the darkest and the brightest picture', () => {
    const onPanel = (theme: Theme) => themeContrasts(theme).find(({ text, ground }) => text === 'text' && ground === 'panel')!.ratio;
    const solid = { ...hetianTheme, panelOpacity: 1 };
    const thin = { ...hetianTheme, panelOpacity: 0.6 };
    expect(onPanel(solid)).toBe(Math.floor(contrastRatio(hetianTheme.colours.text, hetianTheme.colours.panel) * 100) / 100);
    expect(onPanel(thin)).toBeLessThan(onPanel(solid) / 2);
    const light = coloured(thin, { panel: '#fff8ec', panelDeep: '#f3e6cf', text: '#2a1508' });
    // Here the dark picture is the worse one.
    expect(onPanel(light)).toBeLessThan(onPanel({ ...light, panelOpacity: 1 }));
  });
});
