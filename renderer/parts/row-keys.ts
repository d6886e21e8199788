/** Arrow keys in a table: up and down go from row to row, Home and End to the first and last. */
import type { KeyboardEvent } from 'react';

/** For the table's body; each row has one element with `data-row-stop`, which takes the focus. */
export function moveBetweenRows(event: KeyboardEvent<HTMLElement>): void {
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row-stop]')];
  const row = event.target instanceof Element ? event.target.closest('tr') : null;
  const at = stops.findIndex((stop) => row?.contains(stop));
  if (at < 0) return;
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: stops.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  stops[Math.max(0, Math.min(stops.length - 1, to))]?.focus();
}
