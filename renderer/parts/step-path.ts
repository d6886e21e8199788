/** The path of a curve drawn in steps: one step a sample, the newest at the right edge, a gap where nothing was measured. */

/** `shares` from 0 to 1; x runs over `columns`, y from the top of `height`. */
export function stepPath(shares: readonly (number | null)[], columns: number, height: number): string {
  const steps: string[] = [];
  let drawn = false;
  for (const [index, share] of shares.entries()) {
    if (share === null) {
      drawn = false;
      continue;
    }
    const x = columns - shares.length + index;
    const y = (height - 2) * (1 - Math.min(1, share)) + 1;
    steps.push(`${drawn ? 'L' : 'M'}${x} ${y.toFixed(1)}H${x + 1}`);
    drawn = true;
  }
  return steps.join('');
}
