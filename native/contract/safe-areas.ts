/** What of a picture is safe: the areas that every television shows (EBU R 95), and what the platforms' own controls cover on a telephone. */
import { type StageShape, stageSizes } from './layout.ts';

export interface Zone {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** What the platforms' apps leave free of an upright picture, in every language: name above, chat below, buttons at the right. */
export const leftFreeByApps = { top: 140, right: 960, bottom: 1640 } as const;

export interface SafeAreas {
  /** 93 % of both sides: whatever matters lies within. */
  action: Zone;
  /** 90 % of both sides: text is best read within. */
  title: Zone;
  /** Covered by the platform's name, buttons and chat, as far as is known. */
  covered: readonly Zone[];
}

/** Each side keeps half of what is left over. */
function inner(shape: StageShape, percent: number): Zone {
  const { width, height } = stageSizes[shape];
  const rest = (100 - percent) / 200;
  const [across, down] = [Math.round(width * rest), Math.round(height * rest)];
  return { left: across, top: down, right: width - across, bottom: height - down };
}

function areas(shape: StageShape, covered: readonly Zone[]): SafeAreas {
  return { action: inner(shape, 93), title: inner(shape, 90), covered };
}

const { top, right, bottom } = leftFreeByApps;

export const safeAreas: Readonly<Record<StageShape, SafeAreas>> = {
  landscape: areas('landscape', []),
  portrait: areas('portrait', [
    { left: 0, top: 0, right: 1080, bottom: top },
    { left: 0, top: bottom, right: 1080, bottom: 1920 },
    { left: right, top, right: 1080, bottom },
  ]),
  corner: areas('corner', []),
};
