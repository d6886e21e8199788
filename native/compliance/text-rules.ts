/** The rule files made ready for texts: built once for each version of them, asked for every text that can reach program. */
import type { Finding, OwnRule, RuleFile, Severity } from '../contract/gate.ts';
import { locales, type LocalText } from '../contract/text.ts';
import { type ContactKind, contactsIn } from './contacts.ts';
import { lookAlikesOf } from './folded-text.ts';
import { type ListedWord, Matcher, placeOf, within } from './matcher.ts';
import { priceWithoutUnit } from './price-texts.ts';

export type RulesOf<F extends RuleFile['file']> = Extract<RuleFile, { file: F }>;
export type RuleFiles = { [F in RuleFile['file']]: RulesOf<F> };

/** One language of one field, e.g. `name.zh-CN`. */
export interface PlacedText {
  at: string;
  text: string;
}

export interface TextFacts {
  /** Food has rules of its own. */
  isFood: boolean;
  /** Kinds of certificates that are valid now. */
  certificates: ReadonlySet<string>;
  /** Classes of the guests that the text stands beside. */
  guestClasses: ReadonlySet<string>;
  /** Sums in a text are prices of something, unless the unit stands beside them in a field of its own. */
  namesPrices: boolean;
}

interface WordGroup {
  rule: string;
  severity: Severity;
  law: string;
  foodOnly: boolean;
  certificate: string | null;
  guestClass: string | null;
}

const CONTACT_RULES: Readonly<Record<ContactKind, OwnRule>> = {
  phone: 'contact-phone',
  link: 'contact-link',
  address: 'contact-address',
  code: 'contact-code',
};
export const CONTACT_LAW = '平台规则；个人信息保护法 §10';
export const PRICE_LAW = '市场监管总局令第56号';
export const OFFICIAL_LAW = '广告法 §9(2)';

export class TextRules {
  readonly #matcher: Matcher<WordGroup>;
  readonly #contactSeverities: Readonly<Record<ContactKind, Severity>>;
  readonly #withoutUnit: Severity;

  constructor({ claims, prices, guests, contacts }: RuleFiles) {
    const anyone = { foodOnly: false, certificate: null, guestClass: null };
    const contactWords: WordGroup = { rule: 'contact-word', severity: contacts.codes, law: CONTACT_LAW, ...anyone };
    const words: ListedWord<WordGroup>[] = [
      ...[...claims.allowed, ...contacts.allowed].map((word) => ({ word, group: null })),
      ...claims.groups.flatMap(({ group: rule, severity, law, foodOnly, certificate = null, words: listed }) => {
        const group = { rule, severity, law, foodOnly, certificate, guestClass: null };
        return listed.map((word) => ({ word, group }));
      }),
      ...Object.entries(guests.classes).flatMap(([guestClass, { words: listed, severity }]) => {
        const group = { rule: 'guest-words', severity, law: OFFICIAL_LAW, ...anyone, guestClass };
        return listed.map((word) => ({ word, group }));
      }),
      ...contacts.words.map((word) => ({ word, group: contactWords })),
    ];
    this.#matcher = new Matcher(words, lookAlikesOf(claims.lookAlikes));
    this.#contactSeverities = { phone: contacts.phones, link: contacts.links, address: contacts.addresses, code: contacts.codes };
    // A text may mean something else by a sum than a price, so that a person decides.
    this.#withoutUnit = prices.withoutUnit === 'block' ? 'warn' : prices.withoutUnit;
  }

  /** What is found in one text; each word of a rule once. */
  inspect({ at, text }: PlacedText, facts: TextFacts): Finding[] {
    const findings = new Map<string, Finding>();
    const put = (rule: string, severity: Severity, found: string, law: string, context: Finding['context'] = {}) => {
      const key = `${rule} ${found}`;
      if (!findings.has(key)) findings.set(key, { rule, severity, at, found, law, context });
    };
    const folded = this.#matcher.fold(text);
    const { hits, allowed } = this.#matcher.find(folded, (group) => concerns(group, facts));
    for (const hit of hits) {
      const { rule, severity, law, certificate, guestClass } = hit.group;
      const place = placeOf(folded, hit);
      put(rule, severity, text.slice(place.start, place.end), law, {
        ...(certificate !== null && { certificate }),
        ...(guestClass !== null && { guestClass }),
      });
    }
    const phrases = allowed.map((span) => placeOf(folded, span));
    for (const contact of contactsIn(text)) {
      if (phrases.some((phrase) => within(contact, phrase))) continue;
      put(CONTACT_RULES[contact.kind], this.#contactSeverities[contact.kind], text.slice(contact.start, contact.end), CONTACT_LAW);
    }
    const price = facts.namesPrices ? priceWithoutUnit(text) : null;
    if (price !== null) put('price-without-unit', this.#withoutUnit, price, PRICE_LAW);
    return [...findings.values()];
  }
}

function concerns({ foodOnly, certificate, guestClass }: WordGroup, facts: TextFacts): boolean {
  if (foodOnly && !facts.isFood) return false;
  if (certificate !== null && facts.certificates.has(certificate)) return false;
  return guestClass === null || facts.guestClasses.has(guestClass);
}

/** A text's languages, each with its place. */
export function placed(at: string, text: LocalText | undefined): PlacedText[] {
  if (!text) return [];
  return locales.flatMap((locale) => (text[locale] ? [{ at: `${at}.${locale}`, text: text[locale] }] : []));
}
