/** What the law asks of people on screen: consents, minors, officials beside products (ad law, articles 9 and 38; measures on live marketing, article 17). */
import type { Finding, OwnRule, Severity } from '../contract/gate.ts';
import { type LayerId, layerIdSchema } from '../contract/layout.ts';
import type { Consent, Guest, Segment } from '../contract/rundown.ts';
import { OFFICIAL_LAW, type RulesOf } from './text-rules.ts';

type GuestRules = RulesOf<'guests'>;

const CONSENT_LAW = '民法典 §1019';
const MINOR_LAW = '网络直播营销管理办法 §17';

export interface GuestFacts {
  nowMs: number;
  /** Whether an attached paper is there. */
  hasPaper(evidenceId: string): boolean;
}

/** `at` is empty on the guest's own lower third, and names the guest in a segment's verdict. */
export function guestFindings(guest: Guest, rules: GuestRules, facts: GuestFacts, at = ''): Finding[] {
  const ofClass = rules.classes[guest.guestClass];
  if (!ofClass) return [];
  const context = { guestClass: guest.guestClass, name: guest.name['zh-CN'] };
  const findings: Finding[] = [];
  const put = (rule: OwnRule, severity: Severity, law: string, more: Finding['context'] = {}) =>
    findings.push({ rule, severity, at, found: '', law, context: { ...context, ...more } });
  const consent = standing(guest.consent, facts);
  // Whoever has taken a consent back, or let it run out, is not shown; one that was never filed may lie in a drawer.
  if (consent === 'expired') put('consent-expired', 'block', CONSENT_LAW, { untilAtMs: guest.consent?.untilAtMs ?? 0 });
  else if (consent === 'missing' && ofClass.consent) put('consent-missing', ofClass.severity, CONSENT_LAW);
  if (ofClass.guardianConsent && standing(guest.guardianConsent, facts) !== 'given') put('guardian-consent-missing', 'block', MINOR_LAW);
  if (guest.hosts && !ofClass.mayHost) put('minor-hosts', 'block', MINOR_LAW);
  return findings;
}

function standing(consent: Consent | undefined, { nowMs, hasPaper }: GuestFacts): 'given' | 'missing' | 'expired' {
  if (!consent || (consent.evidenceId !== undefined && !hasPaper(consent.evidenceId))) return 'missing';
  return consent.untilAtMs <= nowMs ? 'expired' : 'given';
}

/** Officials speak for a place and not for a seller: the products beside them come from more than one maker. `makers`: of its products. */
export function makersFindings({ guests, productIds }: Segment, rules: GuestRules, makers: ReadonlySet<string>): Finding[] {
  if (productIds.length === 0) return [];
  const classes = new Set(guests.map(({ guestClass }) => guestClass));
  return [...classes].flatMap((guestClass) => {
    const ofClass = rules.classes[guestClass];
    if (!ofClass || makers.size >= ofClass.makers) return [];
    const context = { guestClass, makers: makers.size, wanted: ofClass.makers };
    return [{ rule: 'makers-too-few', severity: ofClass.severity, at: '', found: '', law: OFFICIAL_LAW, context }];
  });
}

/** Layers that may not be shown while only these people are on screen: what each of them holds back. */
export function heldBackBy(guests: readonly Pick<Guest, 'guestClass'>[], rules: GuestRules): LayerId[] {
  const held = guests.map(({ guestClass }) => new Set<string>(rules.classes[guestClass]?.heldBack ?? []));
  const [first] = held;
  if (!first) return [];
  return layerIdSchema.options.filter((layer) => held.every((layers) => layers.has(layer)));
}
