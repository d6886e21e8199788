/** Themes: the overlay's look as data. A theme is tokens only, so that it can be edited, checked, exported and taken in as a file. */
import { z } from 'zod';
import { accepted, refusedInput, type Result } from './refusal.ts';
import { localTextSchema } from './text.ts';

/** `#rrggbb`. */
export const colourSchema = z.string().regex(/^#[0-9a-f]{6}$/u, 'colour');

/** What each colour is for; text colours are checked against what they stand on (WCAG 2.2, 1.4.3 and 1.4.6). */
export const themeColours = [
  /** Ground of panels, from its light to its dark end, and text on it. */
  'panel',
  'panelDeep',
  'text',
  'textQuiet',
  /** Lines, bands and the number plate; text on it. */
  'accent',
  'onAccent',
  /** The price and other figures that count, on the panel. */
  'price',
  /** Where a product comes from; text on it. */
  'origin',
  'onOrigin',
  /** What presses: last pieces, flash sale, ticker's heading; text on it. */
  'urgent',
  'onUrgent',
  /** What is over: sold out, ended; text on it. */
  'quiet',
  'onQuiet',
  /** Classes of guests, each with white text. */
  'guestInfluencer',
  'guestOfficial',
  'guestFarmer',
  'guestStaff',
  'guestMinor',
  /** Ground of the slates, and text on it. */
  'slate',
  'onSlate',
] as const;
export type ThemeColour = (typeof themeColours)[number];

export const textures = ['none', 'atlas', 'carpet', 'jade', 'walnut'] as const;
/** Faces that are shipped with the program, so that nothing is fetched. */
export const faces = ['sans', 'naskh'] as const;

export const themeSchema = z.object({
  /** Raised when tokens are added; an older file is completed from the plain theme. */
  format: z.literal(1),
  themeId: z
    .string()
    .min(1)
    .max(64)
    .regex(/^[a-z0-9][a-z0-9-]*$/u, 'id'),
  name: localTextSchema,
  colours: z.record(z.enum(themeColours), colourSchema),
  /** Opacity of panels; below 0.8 contrast depends on the picture. */
  panelOpacity: z.number().min(0.6).max(1),
  type: z.object({
    /** Times the designed sizes. */
    scale: z.number().min(0.8).max(1.2),
    /** Names in Uyghur: the book hand or the plain one. */
    uyghurNames: z.enum(faces),
    weight: z.enum(['regular', 'bold']),
  }),
  motion: z.object({
    enterMs: z.int().min(0).max(1200),
    leaveMs: z.int().min(0).max(1200),
    /** Designed pixels that a layer travels when it enters. */
    distance: z.int().min(0).max(200),
    style: z.enum(['rise', 'slide', 'fade']),
  }),
  /** Designed pixels. */
  radius: z.int().min(0).max(60),
  border: z.int().min(0).max(12),
  shadow: z.boolean(),
  /** Bands on panels and grounds of slates. */
  texture: z.enum(textures),
  /** Height of the bands in designed pixels; 0 leaves them out. */
  band: z.int().min(0).max(80),
});
export type Theme = z.infer<typeof themeSchema>;

/** Drawn from what Hetian makes: walnut wood, atlas silk, jade and gold thread. */
export const hetianTheme: Theme = {
  format: 1,
  themeId: 'hetian',
  name: { 'zh-CN': '和田工艺', ug: 'خوتەن ھۈنەر-سەنئىتى', en: 'Hetian craft' },
  colours: {
    panel: '#3a2010',
    panelDeep: '#170b05',
    text: '#fff4dc',
    textQuiet: '#f0dcb4',
    accent: '#e3ae4d',
    onAccent: '#170b05',
    price: '#ffd873',
    origin: '#0d4436',
    onOrigin: '#9be8c8',
    urgent: '#9d1c28',
    onUrgent: '#ffffff',
    quiet: '#e9dcc3',
    onQuiet: '#170b05',
    guestInfluencer: '#9d1c28',
    guestOfficial: '#24408a',
    guestFarmer: '#1d6b45',
    guestStaff: '#6b4a2a',
    guestMinor: '#6a3a7c',
    slate: '#26130a',
    onSlate: '#ffd873',
  },
  panelOpacity: 0.97,
  type: { scale: 1, uyghurNames: 'naskh', weight: 'bold' },
  motion: { enterMs: 320, leaveMs: 260, distance: 36, style: 'rise' },
  radius: 22,
  border: 2,
  shadow: true,
  texture: 'atlas',
  band: 44,
};

/** Plain and official. */
export const officialTheme: Theme = {
  format: 1,
  themeId: 'official',
  name: { 'zh-CN': '简明政务', ug: 'ئاددىي رەسمىي', en: 'Plain official' },
  colours: {
    panel: '#12305c',
    panelDeep: '#0c2244',
    text: '#ffffff',
    textQuiet: '#d5e0f2',
    accent: '#c8d6ec',
    onAccent: '#0c2244',
    price: '#ffe08a',
    origin: '#1d4a86',
    onOrigin: '#ffffff',
    urgent: '#8c2f12',
    onUrgent: '#ffffff',
    quiet: '#dfe5ee',
    onQuiet: '#1b2433',
    guestInfluencer: '#7a3b0d',
    guestOfficial: '#1d4a86',
    guestFarmer: '#1d6b45',
    guestStaff: '#4a5568',
    guestMinor: '#6a3a7c',
    slate: '#0c2244',
    onSlate: '#ffffff',
  },
  panelOpacity: 0.96,
  type: { scale: 1, uyghurNames: 'sans', weight: 'bold' },
  motion: { enterMs: 240, leaveMs: 200, distance: 0, style: 'fade' },
  radius: 6,
  border: 0,
  shadow: false,
  texture: 'none',
  band: 8,
};

/** Themes that come with the program; they can be copied, not changed. */
export const builtInThemes: readonly Theme[] = [hetianTheme, officialTheme];

type Tokens = Readonly<Record<string, unknown>>;
const isTokens = (value: unknown): value is Tokens => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What an older file does not name yet is taken from the plain theme; what it names wrongly stays wrong. */
function completed(value: Tokens, plain: Tokens): Tokens {
  const tokens: Record<string, unknown> = { ...value };
  for (const [key, token] of Object.entries(plain)) {
    if (key === 'themeId' || key === 'name') continue;
    const own = tokens[key];
    if (own === undefined) tokens[key] = token;
    else if (isTokens(own) && isTokens(token)) tokens[key] = completed(own, token);
  }
  return tokens;
}

/** A theme from a file or an older studio; `theme-invalid` names the first fault by its field, e.g. `colours.price`. */
export function readTheme(value: unknown): Result<Theme> {
  const theme = themeSchema.safeParse(isTokens(value) ? completed(value, officialTheme) : value);
  return theme.success ? accepted(theme.data) : refusedInput(theme.error, 'theme-invalid');
}
