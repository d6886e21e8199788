/** What a measurement hands back, and how its numbers are written. */

export interface Figure {
  /** Id of the row, e.g. `D1`. */
  id: string;
  what: string;
  /** Studio against what stands beside it, or a dash. */
  ratio: string;
  studio: string;
  beside: string;
  /** What the studio is held to, or a dash. */
  limit: string;
  met: boolean;
  /** How it was measured, in full sentences. */
  meaning: string;
}

export type Measurement = (say: (line: string) => void) => Promise<Figure[]>;

/** `share` 0.5 is the median. Throws when nothing was measured. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
  if (value === undefined) throw new Error('nothing was measured');
  return value;
}

export function ms(value: number): string {
  return value < 10 ? `${value.toFixed(1)} ms` : value < 10_000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(1)} s`;
}

export function grouped(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** `1.8 times` as a plain factor: two places below ten, two digits below a tenth. */
export function times(value: number): string {
  if (value < 0.1) return `×${value.toPrecision(2)}`;
  return `×${value < 10 ? value.toFixed(2) : value.toFixed(1)}`;
}

export function markdownTable(figures: readonly Figure[]): string {
  const head = ['Row', 'What', 'Ratio', 'Studio', 'Beside it', 'Held to'];
  const rows = figures.map(({ id, what, ratio, studio, beside, limit, met }) => [
    id,
    what,
    ratio,
    studio,
    beside,
    met ? limit : `${limit} **missed**`,
  ]);
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
