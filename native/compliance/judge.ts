/** Judges what may be put on program by the rules of now: texts, prices, people. It decides nothing and writes nothing. */
import { severities, subjectKey, type Finding, type Severity, type Verdict } from '../contract/gate.ts';
import type { Product } from '../contract/product.ts';
import type { Segment } from '../contract/rundown.ts';
import type { Clock } from '../kernel/clock.ts';
import { type Content, digestOf, subjectOf, textsOf } from './contents.ts';
import type { Decisions } from './decisions.ts';
import { guestFindings, makersFindings } from './guest-rules.ts';
import { type Deals, priceFindings } from './product-prices.ts';
import { type PlacedText, type RuleFiles, type TextFacts, TextRules } from './text-rules.ts';

export interface JudgePorts {
  clock: Clock;
  /** The rule files and the version of all of them together. */
  rules(): { files: RuleFiles; version: string };
  deals: Deals;
  /** When the broadcast went on air; null before. */
  onAirSinceMs(): number | null;
  hasPaper(evidenceId: string): boolean;
  product(productId: string): Product | undefined;
  decisions: Decisions;
}

/** Of a verdict, so that a page is not flooded by one text. */
const FINDINGS_LIMIT = 50;
const TEXTS_LIMIT = 20_000;

export class Judge {
  readonly #ports: JudgePorts;
  #files: RuleFiles | null = null;
  #textRules: TextRules | null = null;
  /** Findings of texts that were looked at under these rules; a plan of a thousand products changes one at a time. */
  readonly #looked = new Map<string, Finding[]>();

  constructor(ports: JudgePorts) {
    this.#ports = ports;
  }

  judge(content: Content): Verdict {
    const { files, version } = this.#ports.rules();
    const makers = content.kind === 'segment' ? this.#makersOf(content.segment) : [];
    const facts = this.#factsOf(content);
    const texts = textsOf(content).flatMap((text) => this.#inspect(text, { ...facts, namesPrices: namesPrices(content, text.at) }));
    const findings = [...texts, ...this.#others(content, files, makers)]
      .filter(({ rule }) => content.kind !== 'prompter' || !rule.startsWith('contact-'))
      .toSorted((a, b) => severities.indexOf(b.severity) - severities.indexOf(a.severity))
      .slice(0, FINDINGS_LIMIT);
    const subject = subjectOf(content);
    const digest = digestOf(content, makers);
    const decision = this.#ports.decisions.of(subjectKey(subject), digest, version, findings);
    return { subject, severity: findings[0]?.severity ?? null, findings, digest, rulesVersion: version, decision };
  }

  /** Of a text that belongs to nothing yet, or comes from outside. */
  inspect(texts: readonly PlacedText[], isFood: boolean, ownPrices = true): Finding[] {
    const facts = { isFood, certificates: new Set<string>(), guestClasses: new Set<string>(), namesPrices: ownPrices };
    return texts.flatMap((text) => this.#inspect(text, facts));
  }

  #inspect(text: PlacedText, facts: TextFacts): Finding[] {
    const { files } = this.#ports.rules();
    if (this.#files !== files || !this.#textRules) {
      this.#textRules = new TextRules(files);
      this.#files = files;
      this.#looked.clear();
    }
    const { isFood, namesPrices: ownPrices, certificates, guestClasses } = facts;
    const key = [text.at, isFood, ownPrices, [...certificates].join(), [...guestClasses].join(), text.text].join('\n');
    let findings = this.#looked.get(key);
    if (!findings) {
      findings = this.#textRules.inspect(text, facts);
      if (this.#looked.size >= TEXTS_LIMIT) this.#looked.clear();
      this.#looked.set(key, findings);
    }
    return findings;
  }

  #factsOf(content: Content): TextFacts {
    const nowMs = this.#ports.clock.nowMs();
    const none = { isFood: true, certificates: new Set<string>(), guestClasses: new Set<string>(), namesPrices: false };
    switch (content.kind) {
      case 'card':
      case 'flash-sale': {
        const { isFood = true, certificates = [] } = content.product;
        const valid = certificates.filter(
          ({ untilAtMs, evidenceId }) =>
            (untilAtMs === undefined || untilAtMs > nowMs) && (evidenceId === undefined || this.#ports.hasPaper(evidenceId)),
        );
        return { ...none, isFood, certificates: new Set(valid.map(({ kind }) => kind)) };
      }
      case 'lower-third':
        return { ...none, guestClasses: new Set([content.guest.guestClass]) };
      case 'segment': {
        const { guests, kind } = content.segment;
        const classes = guests.map(({ guestClass }): string => guestClass);
        return { ...none, guestClasses: new Set(kind === 'official' ? [...classes, 'official'] : classes) };
      }
      default:
        return none;
    }
  }

  #others(content: Content, files: RuleFiles, makers: readonly string[]): Finding[] {
    const { clock, deals, hasPaper, onAirSinceMs } = this.#ports;
    const nowMs = clock.nowMs();
    const facts = { nowMs, comparesFromMs: onAirSinceMs() ?? nowMs, deals, hasPaper };
    switch (content.kind) {
      case 'card':
      case 'flash-sale':
        return priceFindings(content.product, files.prices, facts, content.kind === 'card');
      case 'lower-third':
        return guestFindings(content.guest, files.guests, facts);
      case 'segment': {
        const { guests } = content.segment;
        return [
          ...guests.flatMap((guest) => guestFindings(guest, files.guests, facts, `guests.${guest.guestId}`)),
          ...makersFindings(content.segment, files.guests, new Set(makers)),
        ];
      }
      default:
        return [];
    }
  }

  /** By name; a product without a cooperative is its own maker's. */
  #makersOf({ productIds }: Segment): string[] {
    const products = productIds.flatMap((productId) => this.#ports.product(productId) ?? []);
    return [...new Set(products.map(({ cooperative, productId }) => cooperative?.['zh-CN'] ?? productId))].toSorted();
  }
}

/** A card's price has its unit in a field of its own; everywhere else it must stand in the text. */
function namesPrices({ kind }: Content, at: string): boolean {
  return kind === 'card' || kind === 'flash-sale' ? at.startsWith('sellingPoints') : kind !== 'lower-third' && kind !== 'footer';
}

export function stops(verdict: Pick<Verdict, 'severity' | 'decision'>): Exclude<Severity, 'note'> | null {
  const { severity, decision } = verdict;
  if (severity === null || severity === 'note' || decision === 'overridden') return null;
  return severity === 'warn' && decision === 'confirmed' ? null : severity;
}
