/** Folds a text for matching: width, case, spaces, hidden characters, punctuation, marks and look-alikes; every unit knows where it stood. */

export interface FoldedText {
  readonly original: string;
  /** What is left, one code unit of it per index of the arrays. */
  readonly units: string;
  /** Where each unit stood in the original: from, and behind it. */
  readonly from: readonly number[];
  readonly to: readonly number[];
  /** What was left out before each unit, and one more behind the last; hidden characters are not told. */
  readonly gaps: readonly string[];
}

/** Single characters by what they fold to, and sequences of folded units, the longest first. */
export interface LookAlikes {
  readonly single: ReadonlyMap<string, string>;
  readonly sequences: readonly { from: string; to: string }[];
}

export const noLookAlikes: LookAlikes = { single: new Map(), sequences: [] };

/** Seen by nobody: marks, format characters, tatweel. */
const HIDDEN = /^[\p{M}\p{Cf}\u0640\u115f\u1160\u3164\uffa0]$/u;
/** Seen, and of no meaning to a word; the percent sign is, because `100%` claims what `100` does not. */
const GAP = /^(?!%)[\p{P}\p{S}\p{Z}\p{C}]$/u;

/** Letters that keyboards and old encodings take for one another (see the Uyghur Latin and UKIJ tables): heh and e, yeh and i, the kafs. */
const ARABIC: Readonly<Record<string, string>> = {
  '\u0647': '\u06d5',
  '\u06be': '\u06d5',
  '\u06c1': '\u06d5',
  '\u0629': '\u06d5',
  '\u064a': '\u0649',
  '\u06d0': '\u0649',
  '\u06cc': '\u0649',
  '\u06d2': '\u0649',
  '\u06a9': '\u0643',
  '\u06aa': '\u0643',
};

/** Characters fold alike wherever they stand, so each is looked into once. */
const known = new Map<number, string>();
const KNOWN_LIMIT = 20_000;
/** Of a character that leaves nothing: a gap is kept for its borders, a hidden one is not. */
const NOTHING = { gap: '\u0001', hidden: '\u0000' };

function foldedCharacter(character: string, codePoint: number): string {
  let folded = known.get(codePoint);
  if (folded !== undefined) return folded;
  folded = computed(character);
  if (known.size >= KNOWN_LIMIT) known.clear();
  known.set(codePoint, folded);
  return folded;
}

function computed(character: string): string {
  let kept = '';
  let isSeen = false;
  for (const part of character.normalize('NFKD').toLowerCase().normalize('NFKD')) {
    if (HIDDEN.test(part)) continue;
    isSeen = true;
    if (GAP.test(part)) continue;
    kept += ARABIC[part] ?? digit(part);
  }
  if (kept !== '') return kept;
  return isSeen ? NOTHING.gap : NOTHING.hidden;
}

/** Decimal digits of other scripts stand in runs of ten from their zero (Unicode 4.6). */
function digit(part: string): string {
  const codePoint = part.codePointAt(0)!;
  for (const zero of [0x0660, 0x06f0, 0x0966]) {
    if (codePoint >= zero && codePoint <= zero + 9) return String(codePoint - zero);
  }
  return part;
}

export function foldText(original: string, lookAlikes: LookAlikes = noLookAlikes): FoldedText {
  let units = '';
  const from: number[] = [];
  const to: number[] = [];
  const gaps: string[] = [];
  let gap = '';
  const put = (text: string, start: number, end: number) => {
    units += text;
    for (let unit = 0; unit < text.length; unit += 1) {
      from.push(start);
      to.push(end);
      gaps.push(gap);
      gap = '';
    }
  };
  for (let at = 0; at < original.length;) {
    const codePoint = original.codePointAt(at)!;
    const character = String.fromCodePoint(codePoint);
    const end = at + character.length;
    const folded = foldedCharacter(character, codePoint);
    const mapped = lookAlikes.single.get(folded) ?? lookAlikes.single.get(character);
    if (mapped !== undefined) put(mapped, at, end);
    else if (folded === NOTHING.gap) gap += character;
    else if (folded !== NOTHING.hidden) put(folded, at, end);
    at = end;
  }
  gaps.push(gap);
  const text: FoldedText = { original, units, from, to, gaps };
  return lookAlikes.sequences.length === 0 ? text : withSequences(text, lookAlikes.sequences);
}

/** Several characters that look like one or a few, e.g. a character written as its two halves. */
function withSequences(text: FoldedText, sequences: LookAlikes['sequences']): FoldedText {
  if (!sequences.some(({ from }) => text.units.includes(from))) return text;
  let units = '';
  const from: number[] = [];
  const to: number[] = [];
  const gaps: string[] = [];
  for (let at = 0; at < text.units.length;) {
    const found = sequences.find((sequence) => text.units.startsWith(sequence.from, at));
    const length = found ? found.from.length : 1;
    const replaced = found ? found.to : text.units[at]!;
    for (let index = 0; index < replaced.length; index += 1) {
      units += replaced[index];
      from.push(text.from[at]!);
      to.push(text.to[at + length - 1]!);
      gaps.push(index === 0 ? text.gaps[at]! : '');
    }
    at += length;
  }
  gaps.push(text.gaps.at(-1)!);
  return { original: text.original, units, from, to, gaps };
}

/** What is listed as looking alike, folded itself. What folds to nothing on either side is of no use and left out. */
export function lookAlikesOf(listed: readonly { from: string; to: string }[]): LookAlikes {
  const single = new Map<string, string>();
  const sequences: { from: string; to: string }[] = [];
  for (const pair of listed) {
    const to = foldText(pair.to).units;
    if (to === '') continue;
    const characters = Array.from(pair.from);
    const from = foldText(pair.from).units;
    if (from === to) continue;
    // A sign that is otherwise left out may stand for a letter.
    if (characters.length === 1) single.set(from === '' ? pair.from : from, to);
    else if (from !== '') sequences.push({ from, to });
  }
  return { single, sequences: sequences.toSorted((a, b) => b.from.length - a.from.length) };
}
