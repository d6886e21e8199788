/** Seeded randomness that gives the same numbers on every machine: only whole-number steps and one division. */

export interface Random {
  /** 0 ≤ value < 1. */
  next(): number;
  /** A whole number, 0 ≤ value < limit. */
  below(limit: number): number;
}

/** The "sfc32" generator of PractRand, public domain; its first numbers are thrown away until the seed has spread. */
export function seededRandom(seed: number): Random {
  let a = seed >>> 0;
  let b = 0x9e3779b9;
  let c = 0x243f6a88;
  let counter = 1;
  const step = () => {
    const sum = (a + b + counter) >>> 0;
    counter = (counter + 1) >>> 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) >>> 0;
    c = ((c << 21) | (c >>> 11)) >>> 0;
    c = (c + sum) >>> 0;
    return sum;
  };
  for (let round = 0; round < 20; round += 1) step();
  return { next: () => step() / 0x1_0000_0000, below: (limit) => Math.floor((step() / 0x1_0000_0000) * limit) };
}

/** Spreads an index over 32 bits, for choices that must not depend on the order in which they are made. */
export function scattered(index: number, salt: number): number {
  let value = Math.imul(index ^ salt, 0x45d9f3b);
  value = Math.imul(value ^ (value >>> 16), 0x45d9f3b);
  return (value ^ (value >>> 16)) >>> 0;
}
