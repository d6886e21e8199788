/** The typed fields of the rundown: how each is read from the plan, which operation its text stands for, and its check. */
import {
  rundownSchema,
  segmentSchema,
  type Guest,
  type Rundown,
  type RundownOperation,
  type Segment,
} from '../../../native/contract/rundown.ts';
import { locales, localTextSchema, type Locale, type LocalText } from '../../../native/contract/text.ts';
import { duration } from '../../i18n/formats.ts';
import { fromDateTimeField, parseDuration, toDateTimeField } from './duration-text.ts';
import { problemOf, type FieldProblem } from './field-problem.ts';

export interface PlanField {
  readonly key: string;
  /** The field's text in the plan; null when its segment or guest is gone. */
  read: (rundown: Rundown) => string | null;
  /** Null when its segment or guest is gone. */
  operation: (rundown: Rundown, text: string) => RundownOperation | null;
  problem: (text: string) => FieldProblem | null;
}

export type LocalFields = Record<Locale, PlanField>;
type SegmentChanges = Partial<Omit<Segment, 'segmentId'>>;

/** The text with one language replaced; an emptied translation is taken out, so that Chinese stands in for it. */
export function withLocale(text: LocalText, locale: Locale, value: string): LocalText {
  if (locale === 'zh-CN') return { ...text, 'zh-CN': value };
  const { [locale]: _, ...rest } = text;
  return value === '' ? rest : { ...rest, [locale]: value };
}

export function localeProblem(locale: Locale, text: string): FieldProblem | null {
  return locale !== 'zh-CN' && text === '' ? null : problemOf(localTextSchema.shape[locale], text);
}

export const rundownTitleFields: LocalFields = byLocale((locale) => ({
  key: `title.${locale}`,
  read: ({ title }) => title[locale] ?? '',
  operation: ({ title }, text) => ({ type: 'changeRundown', title: withLocale(title, locale, text) }),
  problem: (text) => localeProblem(locale, text),
}));

export const plannedStartField: PlanField = {
  key: 'plannedStartAtMs',
  read: ({ plannedStartAtMs }) => toDateTimeField(plannedStartAtMs),
  operation: (_, text) => ({ type: 'changeRundown', plannedStartAtMs: fromDateTimeField(text) }),
  problem: (text) => (text === '' ? null : problemOf(rundownSchema.shape.plannedStartAtMs, fromDateTimeField(text))),
};

export function segmentTitleFields(segmentId: string): LocalFields {
  return byLocale((locale) =>
    segmentField(segmentId, `title.${locale}`, {
      read: ({ title }) => title[locale] ?? '',
      write: ({ title }, text) => ({ title: withLocale(title, locale, text) }),
      problem: (text) => localeProblem(locale, text),
    }),
  );
}

export function guestFields(segmentId: string, guestId: string, part: 'name' | 'role'): LocalFields {
  const find = (segment: Segment): Guest | undefined => segment.guests.find((guest) => guest.guestId === guestId);
  return byLocale((locale) =>
    segmentField(segmentId, `guest.${guestId}.${part}.${locale}`, {
      read: (segment) => {
        const guest = find(segment);
        return guest ? (guest[part][locale] ?? '') : null;
      },
      write: ({ guests }, text) => ({
        guests: guests.map((guest) => (guest.guestId === guestId ? { ...guest, [part]: withLocale(guest[part], locale, text) } : guest)),
      }),
      problem: (text) => localeProblem(locale, text),
    }),
  );
}

export function sceneField(segmentId: string): PlanField {
  return segmentField(segmentId, 'sceneName', {
    read: ({ sceneName }) => sceneName,
    write: (_, text) => ({ sceneName: text }),
    problem: (text) => problemOf(segmentSchema.shape.sceneName, text),
  });
}

export function lengthField(segmentId: string): PlanField {
  return segmentField(segmentId, 'plannedMs', {
    read: ({ plannedMs }) => duration(plannedMs),
    write: ({ plannedMs }, text) => ({ plannedMs: parseDuration(text) ?? plannedMs }),
    problem: (text) => (parseDuration(text) === null ? 'notDuration' : null),
  });
}

export function notesField(segmentId: string): PlanField {
  return segmentField(segmentId, 'notes', {
    read: ({ notes }) => notes ?? '',
    write: (_, text) => ({ notes: text }),
    problem: (text) => problemOf(segmentSchema.shape.notes, text),
  });
}

function segmentField(
  segmentId: string,
  name: string,
  part: {
    read: (segment: Segment) => string | null;
    write: (segment: Segment, text: string) => SegmentChanges;
    problem: (text: string) => FieldProblem | null;
  },
): PlanField {
  const find = (rundown: Rundown) => rundown.segments.find((segment) => segment.segmentId === segmentId);
  return {
    key: `${segmentId}.${name}`,
    read: (rundown) => {
      const segment = find(rundown);
      return segment ? part.read(segment) : null;
    },
    operation: (rundown, text) => {
      const segment = find(rundown);
      return segment ? { type: 'changeSegment', segmentId, changes: part.write(segment, text) } : null;
    },
    problem: (text) => part.problem(text),
  };
}

function byLocale(field: (locale: Locale) => PlanField): LocalFields {
  return Object.fromEntries(locales.map((locale) => [locale, field(locale)])) as LocalFields;
}
