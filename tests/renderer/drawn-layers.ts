/** What an open overlay page draws: where its layers are, and which texts stick out. */
import type { Page } from 'playwright-core';
import type { LayerId } from '../../native/contract/layout.ts';

interface Box {
  layer: LayerId;
  left: number;
  top: number;
  right: number;
  bottom: number;
}
export const boxesOf = (page: Page): Promise<Box[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('[data-layer]')].flatMap((place) => {
      const panel = place.querySelector('.panel');
      if (!panel) return [];
      const { left, top, right, bottom } = panel.getBoundingClientRect();
      return [{ layer: place.dataset['layer'] as LayerId, left, top, right, bottom }];
    }),
  );
export const apart = (a: Box, b: Box) => a.right <= b.left + 1 || b.right <= a.left + 1 || a.bottom <= b.top + 1 || b.bottom <= a.top + 1;

/** Texts that stick out of the panel or window that clips them. */
export const cutTexts = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const range = document.createRange();
    return [...document.querySelectorAll('.panel bdi, .panel span')].flatMap((element) => {
      if (element.closest('.beyond, .reels, .total-widest') || !element.textContent.trim() || element.getClientRects().length === 0)
        return [];
      const clip = (element.closest('.ticker-window') ?? element.closest('.panel'))!.getBoundingClientRect();
      range.selectNodeContents(element);
      const box = range.getBoundingClientRect();
      // Upright the lines count: a letter's own box is taller than its ink.
      let block = element;
      while (getComputedStyle(block).display.startsWith('inline')) block = block.parentElement!;
      const lines = block.getBoundingClientRect();
      const inside =
        box.left >= clip.left - 1 && box.right <= clip.right + 1 && lines.top >= clip.top - 1 && lines.bottom <= clip.bottom + 1;
      return inside ? [] : [`${block.closest('.fit')?.className} ${block.className}: ${element.textContent.slice(0, 40)}`];
    });
  });
