/** What is typed for announcements, offers, footer and goal, and what the contract makes of it: a value, or what is wrong by field. */
import { z } from 'zod';
import {
  type Announcement,
  announcementSchema,
  type Footer,
  footerSchema,
  type Offer,
  offerKinds,
  offerSchema,
} from '../../../../native/contract/graphics.ts';
import { amountFenSchema, formatYuan, parseYuan } from '../../../../native/contract/money.ts';
import type { LocalText } from '../../../../native/contract/text.ts';
import { clockMinute, day } from '../../../i18n/formats.ts';
import { type FieldProblem, problemOfIssue } from '../../plan/field-problem.ts';
import { allLanguages, givenLanguages, isEmpty } from '../../plan/language-texts.ts';

const typedSchema = z.object({ 'zh-CN': z.string(), ug: z.string(), en: z.string() });
export type TypedText = z.infer<typeof typedSchema>;

export const announcementFormSchema = z.object({ text: typedSchema });
export type AnnouncementForm = z.infer<typeof announcementFormSchema>;

export const offerFormSchema = z.object({
  kind: z.enum(offerKinds),
  title: typedSchema,
  terms: typedSchema,
  /** Clock time in China, `20:30`; empty where it opens at no set time. */
  opensAt: z.string(),
  result: typedSchema,
});
export type OfferForm = z.infer<typeof offerFormSchema>;

export const footerFormSchema = z.object({ operatorName: typedSchema, licence: z.string(), complaint: typedSchema });
export type FooterForm = z.infer<typeof footerFormSchema>;

/** What is wrong, by the path of its field, e.g. `title.zh-CN`. */
export type Problems = Partial<Record<string, FieldProblem | 'notTime'>>;
export interface Read<T> {
  /** Null while something is wrong. */
  value: T | null;
  problems: Problems;
}

export function announcementForm(announcement: Announcement | undefined): AnnouncementForm {
  return { text: allLanguages(announcement?.text) };
}

export function announcementOf({ text }: AnnouncementForm, announcementId: string): Read<Announcement> {
  return read(announcementSchema, { announcementId, text: givenLanguages(text) });
}

export function offerForm(offer: Offer | undefined): OfferForm {
  return {
    kind: offer?.kind ?? 'coupon',
    title: allLanguages(offer?.title),
    terms: allLanguages(offer?.terms),
    opensAt: offer?.opensAtMs === undefined ? '' : clockMinute(offer.opensAtMs),
    result: allLanguages(offer?.result),
  };
}

export function offerOf(form: OfferForm, offerId: string, nowMs: number): Read<Offer> {
  const { kind, title, terms, opensAt, result } = form;
  const opensAtMs = opensAt.trim() === '' ? undefined : momentOf(opensAt, nowMs);
  const found = read(offerSchema, {
    offerId,
    kind,
    title: givenLanguages(title),
    ...optional('terms', terms),
    ...optional('result', result),
    ...(typeof opensAtMs === 'number' && { opensAtMs }),
  });
  return opensAtMs === null ? { value: null, problems: { ...found.problems, opensAtMs: 'notTime' } } : found;
}

export function footerForm(footer: Footer | null): FooterForm {
  return { operatorName: allLanguages(footer?.operatorName), licence: footer?.licence ?? '', complaint: allLanguages(footer?.complaint) };
}

export function footerOf({ operatorName, licence, complaint }: FooterForm): Read<Footer> {
  const found = read(footerSchema, {
    operatorName: givenLanguages(operatorName),
    licence: licence.trim(),
    ...optional('complaint', complaint),
  });
  if (licence.trim() === '') return { value: null, problems: { ...found.problems, licence: 'required' } };
  return found;
}

export function goalText(goalFen: number | null): string {
  return goalFen === null ? '' : formatYuan(goalFen).replace(/\.00$/u, '');
}

/** In fen; null means no goal. */
export function goalOf(text: string): { goalFen: number | null; problem: FieldProblem | null } {
  if (text.trim() === '') return { goalFen: null, problem: null };
  const goalFen = parseYuan(text);
  if (goalFen === null) return { goalFen: null, problem: 'notPrice' };
  if (goalFen === 0) return { goalFen: null, problem: 'tooSmall' };
  return amountFenSchema.safeParse(goalFen).success ? { goalFen, problem: null } : { goalFen: null, problem: 'tooLarge' };
}

const HOUR_MS = 3_600_000;
/** What lies further back than this is meant for the day after: a show may run past midnight. */
const PAST_MS = 6 * HOUR_MS;

/** The moment of today that a clock time in China names; null when it is no time. */
export function momentOf(clockText: string, nowMs: number): number | null {
  const match = /^(\d{1,2})[:：](\d{2})$/u.exec(clockText.trim());
  if (!match || Number(match[1]) > 23 || Number(match[2]) > 59) return null;
  const today = Date.parse(`${day(nowMs)}T${match[1]!.padStart(2, '0')}:${match[2]}:00+08:00`);
  return today < nowMs - PAST_MS ? today + 24 * HOUR_MS : today;
}

/** A text that may be left out is left out when all of it is empty. */
function optional(name: string, text: TypedText): Record<string, LocalText> {
  return isEmpty(text) ? {} : { [name]: givenLanguages(text) };
}

function read<T>(schema: z.ZodType<T>, candidate: unknown): Read<T> {
  const parsed = schema.safeParse(candidate);
  if (parsed.success) return { value: parsed.data, problems: {} };
  const problems: Problems = {};
  for (const issue of parsed.error.issues) problems[issue.path.join('.')] ??= problemOfIssue(issue);
  return { value: null, problems };
}
