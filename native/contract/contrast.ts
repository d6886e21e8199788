/** Contrast of what the overlay draws (WCAG 2.2, 1.4.3, 1.4.6 and 1.4.11): which colours stand on which, and how clearly. */
import type { Theme, ThemeColour } from './theme.ts';

type Channels = readonly [red: number, green: number, blue: number];

interface ContrastPair {
  text: ThemeColour | 'white';
  /** `panel` is the whole panel: both ends of its ground, over the darkest and the brightest picture. */
  ground: ThemeColour;
  /** 4.5 for texts, 7 for the price, 3 for lines, bars and what is large. */
  demand: number;
}

const WHITE: Channels = [255, 255, 255];
const BLACK: Channels = [0, 0, 0];

const classes = ['guestInfluencer', 'guestOfficial', 'guestFarmer', 'guestStaff', 'guestMinor'] as const;

export const contrastPairs: readonly ContrastPair[] = [
  { text: 'price', ground: 'panel', demand: 7 },
  { text: 'text', ground: 'panel', demand: 4.5 },
  { text: 'textQuiet', ground: 'panel', demand: 4.5 },
  { text: 'accent', ground: 'panel', demand: 3 },
  { text: 'onAccent', ground: 'accent', demand: 4.5 },
  { text: 'onOrigin', ground: 'origin', demand: 4.5 },
  { text: 'onUrgent', ground: 'urgent', demand: 4.5 },
  { text: 'onQuiet', ground: 'quiet', demand: 4.5 },
  ...classes.map((ground) => ({ text: 'white' as const, ground, demand: 4.5 })),
  { text: 'onSlate', ground: 'slate', demand: 4.5 },
];

export interface PairContrast extends ContrastPair {
  /** The lowest that occurs, two digits, never rounded up. */
  ratio: number;
  passes: boolean;
}

const channelsOf = (colour: string): Channels =>
  [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)) as unknown as Channels;

function luminance(channels: Channels): number {
  const [red, green, blue] = channels.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as unknown as Channels;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function ratioOf(a: Channels, b: Channels): number {
  const [bright, dark] = [luminance(a), luminance(b)].toSorted((one, other) => other - one) as [number, number];
  return (bright + 0.05) / (dark + 0.05);
}

/** From 1 (the same) to 21 (black on white). */
export function contrastRatio(a: string, b: string): number {
  return ratioOf(channelsOf(a), channelsOf(b));
}

/** As browsers mix: channel by channel, gamma and all. */
const over = (front: Channels, opacity: number, back: Channels): Channels =>
  front.map((channel, index) => channel * opacity + back[index]! * (1 - opacity)) as unknown as Channels;

function groundsOf(theme: Theme, ground: ThemeColour): Channels[] {
  const { colours, panelOpacity } = theme;
  if (ground !== 'panel') return [channelsOf(colours[ground])];
  return [colours.panel, colours.panelDeep].flatMap((end) => [BLACK, WHITE].map((picture) => over(channelsOf(end), panelOpacity, picture)));
}

/** Every pair that the overlay draws, with its lowest contrast. */
export function themeContrasts(theme: Theme): PairContrast[] {
  return contrastPairs.map((pair) => {
    const text = pair.text === 'white' ? WHITE : channelsOf(theme.colours[pair.text]);
    const lowest = Math.min(...groundsOf(theme, pair.ground).map((ground) => ratioOf(text, ground)));
    const ratio = Math.floor(lowest * 100) / 100;
    return { ...pair, ratio, passes: ratio >= pair.demand };
  });
}

/** Pairs that viewers could not read well enough. */
export function themeProblems(theme: Theme): PairContrast[] {
  return themeContrasts(theme).filter(({ passes }) => !passes);
}
