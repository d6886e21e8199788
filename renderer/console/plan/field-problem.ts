/** Names what is wrong with a typed value, so that a sentence in the reader's language can be shown under the field. */
import type { z } from 'zod';

/** Keys under `problem` in `plan.json`. */
export const fieldProblems = [
  'required',
  'tooLong',
  'unshowable',
  'tooSmall',
  'tooLarge',
  'badCharacters',
  'notDuration',
  'notPrice',
  'notNumber',
  'numberTaken',
  'skuTaken',
  'invalid',
] as const;
export type FieldProblem = (typeof fieldProblems)[number];

type Issue = z.core.$ZodIssue;

export function problemOfIssue(issue: Issue): FieldProblem {
  switch (issue.code) {
    case 'too_small':
      return issue.origin === 'string' ? 'required' : 'tooSmall';
    case 'too_big':
      return issue.origin === 'string' ? 'tooLong' : 'tooLarge';
    case 'custom':
      return issue.message === 'unshowable' ? 'unshowable' : 'invalid';
    case 'invalid_format':
      return 'badCharacters';
    default:
      return 'invalid';
  }
}

/** Null when the contract accepts the value. */
export function problemOf(schema: z.ZodType, value: unknown): FieldProblem | null {
  const parsed = schema.safeParse(value);
  if (parsed.success) return null;
  const issue = parsed.error.issues[0];
  return issue ? problemOfIssue(issue) : 'invalid';
}
