/** What people have decided about findings in the current broadcast, as its entries tell it. */
import type { Entry } from '../contract/entry.ts';
import { subjectKey, type Finding, type Verdict } from '../contract/gate.ts';

interface Decision {
  kind: NonNullable<Verdict['decision']>;
  digest: string;
  rulesVersion: string;
  rules: ReadonlySet<string>;
  people: ReadonlySet<string>;
}

/** Of a finding about one of a segment's guests that stops it: the rule and whom it is about; null for all others. */
export function personIn({ rule, severity, at }: Finding): string | null {
  return severity !== 'note' && at.startsWith('guests.') ? `${rule} ${at}` : null;
}

/** Each broadcast begins without decisions, so that its own entries tell why something was on air. */
export class Decisions {
  /** By subject; those about another digest or other rules are let go when a new one comes. */
  readonly #decisions = new Map<string, Decision[]>();

  apply(entries: readonly Entry[]): boolean {
    let any = false;
    for (const entry of entries) {
      if (entry.kind === 'broadcast.opened') {
        any ||= this.#decisions.size > 0;
        this.#decisions.clear();
      }
      if (entry.kind !== 'gate.confirmed' && entry.kind !== 'gate.overridden') continue;
      const { subject, digest, rulesVersion, rules, people = [] } = entry.body;
      const key = subjectKey(subject);
      const kind = entry.kind === 'gate.confirmed' ? 'confirmed' : 'overridden';
      const others = (this.#decisions.get(key) ?? []).filter((other) => other.digest === digest && other.rulesVersion === rulesVersion);
      this.#decisions.set(key, [...others, { kind, digest, rulesVersion, rules: new Set(rules), people: new Set(people) }]);
      any = true;
    }
    return any;
  }

  /** Holds for this very digest under these rules, and for nothing that was not found then: a consent may have run out since. */
  of(key: string, digest: string, rulesVersion: string, findings: readonly Finding[]): Verdict['decision'] {
    const held = (this.#decisions.get(key) ?? []).filter(
      (decision) => decision.digest === digest && decision.rulesVersion === rulesVersion,
    );
    const counting = findings.filter(({ severity }) => severity !== 'note');
    if (counting.length === 0) return null;
    const concerned = counting.flatMap((finding) => personIn(finding) ?? []);
    const covering = held.filter(
      ({ rules, people }) => counting.every(({ rule }) => rules.has(rule)) && concerned.every((person) => people.has(person)),
    );
    if (covering.some(({ kind }) => kind === 'overridden')) return 'overridden';
    return covering.length > 0 ? 'confirmed' : null;
  }
}
