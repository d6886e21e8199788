/** A theme's tokens as CSS custom properties: set on the stage, read by every layer. */
import type { CSSProperties } from 'react';
import type { Theme, ThemeColour } from '../../native/contract/theme.ts';
import { textureImage } from './textures.ts';

/** The browser of older OBS (28 to 30: Chromium 103) has no `color-mix`, so colours with opacity are mixed here. */
function withOpacity(colour: string, opacity: number): string {
  const channel = (at: number) => Number.parseInt(colour.slice(at, at + 2), 16);
  return `rgb(${channel(1)} ${channel(3)} ${channel(5)} / ${Math.round(opacity * 100)}%)`;
}

const faces: Record<Theme['type']['uyghurNames'], string> = {
  naskh: "'Noto Naskh Arabic', 'Noto Sans Arabic', 'Noto Sans SC', sans-serif",
  sans: "'Noto Sans Arabic', 'Noto Sans SC', sans-serif",
};

const propertyOf = (colour: ThemeColour): string => `--${colour.replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`)}`;

export function themeStyle(theme: Theme): CSSProperties {
  const { colours, panelOpacity, type, motion } = theme;
  const colourProperties = Object.entries(colours).map(([colour, value]) => [propertyOf(colour as ThemeColour), value]);
  return {
    ...Object.fromEntries(colourProperties),
    /** On each class of guests; themes are checked against it. */
    '--on-guest': '#ffffff',
    /** Ground of panels, from light to deep, with its opacity. */
    '--panel-ground': `linear-gradient(160deg, ${withOpacity(colours.panel, panelOpacity)}, ${withOpacity(colours.panelDeep, panelOpacity)})`,
    /** Edge of panels and quiet rules on them. */
    '--line': withOpacity(colours.accent, 0.7),
    /** Empty part of a bar, on a panel. */
    '--hollow': withOpacity(colours.text, 0.22),
    /** A darker strip within a panel. */
    '--sunk': withOpacity(colours.panelDeep, 0.55),
    '--type-scale': type.scale,
    '--names-face': faces[type.uyghurNames],
    '--weight': type.weight === 'bold' ? 700 : 400,
    '--enter-ms': `${motion.enterMs}ms`,
    '--leave-ms': `${motion.leaveMs}ms`,
    '--distance': `${motion.distance}px`,
    '--radius': `${theme.radius}px`,
    '--border': `${theme.border}px`,
    '--shadow': theme.shadow ? '0 8px 28px rgb(0 0 0 / 45%)' : 'none',
    '--texture': textureImage(theme.texture, colours),
    '--band': `${theme.band}px`,
  } as CSSProperties;
}
