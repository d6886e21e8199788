/** The gate before air: rule files, what they find in a text or a guest, and what a person decides about it. */
import { z } from 'zod';
import { atMsSchema } from './time.ts';
import { displayText } from './text.ts';

/** `block` needs a producer's override, `warn` a confirmation, `note` only tells. */
export const severities = ['note', 'warn', 'block'] as const;
export const severitySchema = z.enum(severities);
export type Severity = z.infer<typeof severitySchema>;

export const subjectKinds = [
  'card',
  'lower-third',
  'segment',
  'announcement',
  'offer',
  'footer',
  'flash-sale',
  'ticker',
  'prompter',
  'theme',
] as const;
/** Something whose texts can reach program: the plan's own id of it. `within` is the segment of a guest. */
export const subjectSchema = z.object({
  kind: z.enum(subjectKinds),
  id: z.string().min(1).max(128),
  within: z.string().max(128).optional(),
});
export type Subject = z.infer<typeof subjectSchema>;

/** The key of a subject in `GateState.verdicts`. */
export function subjectKey({ kind, id, within }: Subject): string {
  return within === undefined ? `${kind}:${id}` : `${kind}:${within}/${id}`;
}

/** Rules that the program itself knows; the others are the groups of the rule file `claims`. */
export const ownRules = [
  'price-without-unit',
  'price-struck-without-proof',
  'price-struck-above-proof',
  'price-struck-not-higher',
  'consent-missing',
  'consent-expired',
  'guardian-consent-missing',
  'minor-hosts',
  'guest-words',
  'makers-too-few',
  'contact-phone',
  'contact-link',
  'contact-address',
  'contact-code',
  'contact-word',
] as const;
export type OwnRule = (typeof ownRules)[number];

export const findingSchema = z.object({
  /** One of `ownRules`, or a group of the rule file `claims`, e.g. `absolute`, `medical`. */
  rule: z.string(),
  severity: severitySchema,
  /** Which text, e.g. `name.zh-CN`; empty when it concerns the whole. */
  at: z.string(),
  /** What was found, as it stands in the text; empty where no word is to blame. */
  found: z.string(),
  /** Where the rule comes from, e.g. `广告法 §9(3)`. */
  law: z.string(),
  /** Values for the rule's sentence. */
  context: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type Finding = z.infer<typeof findingSchema>;

export const verdictSchema = z.object({
  subject: subjectSchema,
  /** The worst of the findings; null when nothing was found. */
  severity: severitySchema.nullable(),
  findings: z.array(findingSchema).max(50),
  /** Of exactly these texts, prices and papers: a change asks anew. */
  digest: z.string(),
  /** Version of all rule files together. */
  rulesVersion: z.string(),
  /** What a person has decided about this very digest under these rules, or null. */
  decision: z.enum(['confirmed', 'overridden']).nullable(),
});
export type Verdict = z.infer<typeof verdictSchema>;

/** What a take would be stopped by as things are decided now; null when it would pass. */
export function stopOf({ severity, decision }: Pick<Verdict, 'severity' | 'decision'>): 'block' | 'warn' | null {
  if (severity === 'block') return decision === 'overridden' ? null : 'block';
  return severity === 'warn' && decision === null ? 'warn' : null;
}

/** Reasons by which a blocked text may go on air, each with evidence (SAMR notice 2023 no. 6 and the advertising law). */
export const exemptions = [
  'not-about-product',
  'own-brand-comparison',
  'use-or-storage-tip',
  'grade-of-standard',
  'registered-name',
  'official-award',
  'proven-fact',
  'other',
] as const;
export const exemptionSchema = z.enum(exemptions);
export type Exemption = z.infer<typeof exemptionSchema>;

const word = z.string().min(1).max(80);
/** Words to find, their severity and source. Matching folds width, case, spaces, hidden and look-alike characters. */
export const claimGroupSchema = z.object({
  group: z
    .string()
    .min(1)
    .max(40)
    .regex(/^[a-z][a-z0-9-]*$/u, 'group'),
  severity: severitySchema,
  law: z.string().max(120),
  /** Only on products that are food. */
  foodOnly: z.boolean().default(false),
  /** A product with a certificate of this kind may say it. */
  certificate: z.string().max(40).optional(),
  words: z.array(word).max(2000),
});
const head = {
  /** Free text of whoever keeps the file, e.g. a date. */
  version: z.string().min(1).max(40),
  owner: z.string().min(1).max(120),
  dateAtMs: atMsSchema,
};
export const claimRulesSchema = z.object({
  file: z.literal('claims'),
  ...head,
  groups: z.array(claimGroupSchema).max(60),
  /** Phrases that are taken out before words are looked for, e.g. `第一书记`. */
  allowed: z.array(word).max(2000),
  /** Characters that stand for others, e.g. `苐` for `第`; only those listed are mapped. */
  lookAlikes: z.array(z.object({ from: z.string().min(1).max(4), to: z.string().min(1).max(4) })).max(500),
});
export const priceRulesSchema = z.object({
  file: z.literal('prices'),
  ...head,
  /** Days that a struck price is compared with (SAMR order 56, article 16). */
  comparedDays: z.int().min(1).max(90),
  withoutUnit: severitySchema,
  struckWithoutProof: severitySchema,
  struckAboveProof: severitySchema,
});
export const guestRulesSchema = z.object({
  file: z.literal('guests'),
  ...head,
  classes: z.partialRecord(
    z.enum(['influencer', 'official', 'farmer', 'staff', 'minor']),
    z.object({
      /** Layers that are held back while only guests of this class are on screen. */
      heldBack: z.array(z.string()).max(20),
      /** Makers that a segment's products must come from at least; 0 asks for none. */
      makers: z.int().min(0).max(20),
      /** Needs a consent on file. */
      consent: z.boolean(),
      guardianConsent: z.boolean(),
      mayHost: z.boolean(),
      words: z.array(word).max(200),
      severity: severitySchema,
    }),
  ),
});
/** Telephone numbers, addresses, links and codes that would lead buyers elsewhere or show a person's data. */
export const contactRulesSchema = z.object({
  file: z.literal('contacts'),
  ...head,
  phones: severitySchema,
  links: severitySchema,
  addresses: severitySchema,
  codes: severitySchema,
  words: z.array(word).max(500),
  allowed: z.array(word).max(500),
});
export const ruleFileSchema = z.discriminatedUnion('file', [claimRulesSchema, priceRulesSchema, guestRulesSchema, contactRulesSchema]);
export type RuleFile = z.infer<typeof ruleFileSchema>;
export const ruleFileNames = ['claims', 'prices', 'guests', 'contacts'] as const;
export const ruleFileNameSchema = z.enum(ruleFileNames);

/** A paper that proves something: kept in the data folder, named in the ledger by its digest. */
export const evidenceSchema = z.object({
  evidenceId: z.string().min(1).max(128),
  fileName: displayText(200).min(1),
  bytes: z.int().min(0),
  /** SHA-256, hexadecimal. */
  digest: z.string(),
  addedAtMs: atMsSchema,
});
export type Evidence = z.infer<typeof evidenceSchema>;

export const gateStateSchema = z.object({
  ruleFiles: z.array(ruleFileSchema),
  rulesVersion: z.string(),
  /** Files that differ from those that came with the program. */
  changedFiles: z.array(ruleFileNameSchema),
  /** Of everything in the plan that something was found in, by `subjectKey`. */
  verdicts: z.record(z.string(), verdictSchema),
  /** Without a producer's code nothing blocked can be overridden. */
  producerCodeSet: z.boolean(),
  evidence: z.array(evidenceSchema),
});
export type GateState = z.infer<typeof gateStateSchema>;
