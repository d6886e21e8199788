/** The textures of Hetian's crafts as pictures for CSS: vector tiles, along a panel's edge or turned to stand at its side. */
import type { Theme } from '../../native/contract/theme.ts';
import atlas from './assets/atlas-silk.svg?raw';

type Texture = Exclude<Theme['texture'], 'none'>;

const tiles: Partial<Record<Texture, string>> = { atlas };

/** A tile as a CSS image. A data address, because a picture fetched by its own address could not take the theme's colours. */
export function textureImage(texture: Theme['texture'], _colours: Theme['colours']): string {
  const tile = texture === 'none' ? undefined : tiles[texture];
  return tile === undefined ? 'none' : `url("data:image/svg+xml,${encodeURIComponent(tile)}")`;
}
