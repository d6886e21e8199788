/** Points in time are epoch milliseconds (UTC) in fields named `…AtMs`; lengths are milliseconds in fields named `…Ms`. */
import { z } from 'zod';

export const atMsSchema = z.int().min(0).max(8_640_000_000_000);
export const durationMsSchema = z
  .int()
  .min(0)
  .max(7 * 24 * 3_600_000);
