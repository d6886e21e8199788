/** The textures of Hetian's crafts as pictures for CSS: vector tiles in the theme's colours. */
import type { Theme, ThemeColour } from '../../native/contract/theme.ts';
import atlas from './assets/atlas-silk.svg?raw';
import carpet from './assets/carpet-border.svg?raw';
import jade from './assets/jade-veins.svg?raw';
import walnut from './assets/walnut-wood.svg?raw';

type Texture = Exclude<Theme['texture'], 'none'>;
type Property = 'fill' | 'stroke' | 'stop-color';
/** Classes of a tile, and which of the theme's colours they take. */
type Dyes = readonly (readonly [className: string, property: Property, colour: ThemeColour])[];

const woven: Dyes = [
  ['ground', 'fill', 'urgent'],
  ['text', 'fill', 'text'],
  ['second', 'fill', 'guestOfficial'],
  ['accent', 'fill', 'accent'],
  ['leaf', 'fill', 'guestFarmer'],
  ['dark', 'fill', 'panelDeep'],
];

const tiles: Record<Texture, { svg: string; dyes: Dyes }> = {
  atlas: { svg: atlas, dyes: woven },
  carpet: { svg: carpet, dyes: woven },
  jade: {
    svg: jade,
    dyes: [
      ['ground', 'fill', 'origin'],
      ['vein', 'stroke', 'onOrigin'],
      ['l', 'stop-color', 'onOrigin'],
      ['d', 'stop-color', 'panelDeep'],
    ],
  },
  walnut: {
    svg: walnut,
    dyes: [
      ['ground', 'fill', 'panel'],
      ['dark', 'stroke', 'panelDeep'],
      ['light', 'stroke', 'accent'],
      ['a', 'stop-color', 'panelDeep'],
      ['b', 'stop-color', 'accent'],
    ],
  },
};

/** The later style wins over the tile's own, so a tile stays a picture that can be looked at by itself. */
function dyed({ svg, dyes }: { svg: string; dyes: Dyes }, colours: Theme['colours']): string {
  const style = dyes.map(([className, property, colour]) => `.${className}{${property}:${colours[colour]}}`).join('');
  return svg.replace('</svg>', `<style>${style}</style></svg>`).trim();
}

/** A texture as a CSS image. A data address, because a picture fetched by its own address could not take the theme's colours. */
export function textureImage(texture: Theme['texture'], colours: Theme['colours']): string {
  if (texture === 'none') return 'none';
  return `url("data:image/svg+xml,${encodeURIComponent(dyed(tiles[texture], colours))}")`;
}
