/** Finds listed words in folded texts, all at once (Aho and Corasick 1975): allowed phrases first, then the longest word wins. */
import { foldText, type FoldedText, type LookAlikes } from './folded-text.ts';

export interface ListedWord<G> {
  word: string;
  /** What the word belongs to; null for an allowed phrase, which hides what lies wholly inside it. */
  group: G | null;
}

/** From, and behind it. */
export interface Span {
  start: number;
  end: number;
}

/** In folded units. */
export interface Hit<G> extends Span {
  group: G;
}

interface Pattern<G> {
  length: number;
  /** For allowed phrases: where they may have a gap, by unit. */
  gaps: readonly boolean[];
  groups: G[];
  isAllowed: boolean;
}

interface Node<G> {
  next: Map<number, Node<G>>;
  /** The longest other ending of what was read that is a beginning of a word. */
  fail: Node<G> | null;
  pattern: Pattern<G> | null;
  /** The nearest node by `fail` that ends a word. */
  shorter: Node<G> | null;
}

const LATIN = /^\p{Script=Latin}$/u;
const DIGIT = /^\d$/u;
/** Uyghur words at their beginning are often written without the hamza that carries the vowel. */
const HAMZA = /\u0626/gu;

export class Matcher<G> {
  readonly #root: Node<G> = { next: new Map(), fail: null, pattern: null, shorter: null };
  readonly #lookAlikes: LookAlikes;

  constructor(words: readonly ListedWord<G>[], lookAlikes: LookAlikes) {
    this.#lookAlikes = lookAlikes;
    for (const { word, group } of words) {
      this.#add(word, group);
      const bare = word.replace(HAMZA, '');
      if (bare !== word && group !== null) this.#add(bare, group);
    }
    this.#link();
  }

  fold(text: string): FoldedText {
    return foldText(text, this.#lookAlikes);
  }

  /** `applies` leaves out groups that do not concern what is looked at. Of words one in the other the longest is told. */
  find(text: FoldedText, applies: (group: G) => boolean = () => true): { hits: Hit<G>[]; allowed: Span[] } {
    const { units } = text;
    const hits: Hit<G>[] = [];
    const allowed: Span[] = [];
    let node = this.#root;
    for (let at = 0; at < units.length; at += 1) {
      const unit = units.charCodeAt(at);
      while (node.fail && !node.next.has(unit)) node = node.fail;
      node = node.next.get(unit) ?? this.#root;
      for (let ending: Node<G> | null = node.pattern ? node : node.shorter; ending; ending = ending.shorter) {
        const pattern = ending.pattern!;
        const end = at + 1;
        const start = end - pattern.length;
        if (!hasBorders(text, start, end)) continue;
        if (pattern.isAllowed && standsTogether(text, start, pattern.gaps)) allowed.push({ start, end });
        for (const group of pattern.groups) if (applies(group)) hits.push({ group, start, end });
      }
    }
    return { hits: longest(hits.filter((hit) => !allowed.some((phrase) => within(hit, phrase)))), allowed };
  }

  #add(word: string, group: G | null): void {
    const { units, gaps } = foldText(word, this.#lookAlikes);
    if (units === '') return;
    let node = this.#root;
    for (let at = 0; at < units.length; at += 1) {
      const unit = units.charCodeAt(at);
      let next = node.next.get(unit);
      if (!next) {
        next = { next: new Map(), fail: null, pattern: null, shorter: null };
        node.next.set(unit, next);
      }
      node = next;
    }
    node.pattern ??= { length: units.length, gaps: gaps.map((gap) => gap !== ''), groups: [], isAllowed: false };
    if (group === null) node.pattern.isAllowed = true;
    else if (!node.pattern.groups.includes(group)) node.pattern.groups.push(group);
  }

  #link(): void {
    const queue: Node<G>[] = [];
    for (const child of this.#root.next.values()) {
      child.fail = this.#root;
      queue.push(child);
    }
    for (const node of queue) {
      for (const [unit, child] of node.next) {
        let fail = node.fail;
        while (fail && !fail.next.has(unit)) fail = fail.fail;
        child.fail = fail?.next.get(unit) ?? this.#root;
        child.shorter = child.fail.pattern ? child.fail : child.fail.shorter;
        queue.push(child);
      }
    }
  }
}

/** Latin words and numbers stand by themselves: `best` is not in `bestow`, nor `top1` in `top10`. Chinese and Uyghur know no such border. */
function hasBorders(text: FoldedText, start: number, end: number): boolean {
  return !joins(text, start - 1, start) && !joins(text, end - 1, end);
}

function joins({ units, gaps, from }: FoldedText, left: number, right: number): boolean {
  const one = units[left];
  const other = units[right];
  if (one === undefined || other === undefined) return false;
  const gap = gaps[right]!;
  if (gap === '') return from[left] === from[right] || (LATIN.test(one) && LATIN.test(other)) || (DIGIT.test(one) && DIGIT.test(other));
  return /^[.,]$/u.test(gap) && DIGIT.test(one) && DIGIT.test(other);
}

/** An allowed phrase is nothing that other words make by standing side by side: `第一，次` is not `第一次`. */
function standsTogether({ gaps }: FoldedText, start: number, allowed: readonly boolean[]): boolean {
  for (let index = 1; index < allowed.length - 1; index += 1) if (gaps[start + index] !== '' && !allowed[index]) return false;
  return true;
}

export function within(inner: Span, outer: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** In reading order, without those that lie inside a longer one. */
function longest<G>(hits: readonly Hit<G>[]): Hit<G>[] {
  const kept: Hit<G>[] = [];
  let covered: Hit<G> | null = null;
  for (const hit of hits.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const isSame: boolean = covered !== null && covered.start === hit.start && covered.end === hit.end;
    if (covered !== null && !isSame && within(hit, covered)) continue;
    kept.push(hit);
    if (covered === null || hit.end > covered.end) covered = hit;
  }
  return kept;
}

/** Where a hit stands in the original. */
export function placeOf({ from, to }: FoldedText, { start, end }: Span): Span {
  return { start: from[start]!, end: to[end - 1]! };
}
