/** Fields as platforms write them: ids and amounts as text or number, times in several forms, texts of any length. */
import { z } from 'zod';
import { idSchema } from '../contract/ids.ts';
import { amountFenSchema, parseYuan } from '../contract/money.ts';
import { foreignText } from '../contract/text.ts';
import { atMsSchema } from '../contract/time.ts';

/** Text or whole number; a long one is text already when it comes from `exactJson`. */
export const idField = z.union([z.string(), z.int()]).transform(String).pipe(idSchema);

/** The same, where the platform writes 0 or nothing for none. */
export const optionalIdField = z
  .union([z.string(), z.int()])
  .nullish()
  .transform((value) => (value === 0 || value === '0' || value === '' || value === null ? undefined : value))
  .transform((value) => (value === undefined ? undefined : String(value)))
  .pipe(idSchema.optional());

const wholeField = z.union([
  z.int(),
  z
    .string()
    .regex(/^\d{1,15}$/u)
    .transform(Number),
]);

export const fenField = wholeField.pipe(amountFenSchema);

/** Yuan as decimal text, `39.90`; a number stands for its own digits. */
export const yuanField = decimalField(/^/u).pipe(amountFenSchema);

/** Money that went back, written with a minus. */
export const negativeYuanField = decimalField(/^-?/u).pipe(amountFenSchema);

/** `sign` is taken off before the amount is read. */
function decimalField(sign: RegExp) {
  return z.union([z.string(), z.number()]).transform((value, context) => {
    const amountFen = parseYuan(String(value).trim().replace(sign, ''));
    if (amountFen !== null) return amountFen;
    context.addIssue({ code: 'custom', message: 'yuan' });
    return z.NEVER;
  });
}

export const quantityField = z
  .union([
    z.int(),
    z
      .string()
      .regex(/^\d{1,7}$/u)
      .transform(Number),
  ])
  .pipe(z.int().min(0).max(1_000_000));

/** Before the year 2286 seconds have at most ten digits, milliseconds more. */
const LAST_SECOND = 9_999_999_999;

/** Unix time in seconds, as the platforms write it, or in milliseconds. */
export const unixTimeField = wholeField.transform((time) => (time > LAST_SECOND ? time : time * 1000)).pipe(atMsSchema);

/** Unix time where the platform writes 0 or nothing for none. */
export const optionalUnixTimeField = z
  .union([z.int(), z.string()])
  .nullish()
  .transform((time) => (time === 0 || time === '' || time === '0' || time === null ? undefined : time))
  .pipe(unixTimeField.optional());

/** ISO 8601 with an offset. */
export const isoTimeField = z.iso.datetime({ offset: true }).transform(Date.parse).pipe(atMsSchema);

/** WooCommerce's `…_gmt`: UTC without a mark of it. */
export const gmtTimeField = z.iso
  .datetime({ local: true })
  .transform((text) => Date.parse(text.endsWith('Z') ? text : `${text}Z`))
  .pipe(atMsSchema);

/** `2026-11-24 20:15:00`, the time in China. */
export const chinaTimeField = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/u)
  .transform((text) => Date.parse(`${text.replace(' ', 'T')}+08:00`))
  .pipe(atMsSchema);

/** Text that is cut rather than refused, because a sale must not be lost to a long title. */
export function clippedText(maxLength: number) {
  return z
    .union([z.string(), z.int()])
    .nullish()
    .transform((text) => String(text ?? '').slice(0, maxLength))
    .pipe(foreignText(maxLength));
}
