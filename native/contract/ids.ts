/** Identifiers: text end to end, because platform ids have 19 digits and a JSON number would ruin them. */
import { z } from 'zod';

/** Letters, digits and the separators seen in platform ids; no spaces, no control characters. */
export const idSchema = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:/#@+-]*$/u, 'id');

/** Sources name a configured feed and appear in the path `/ingest/<source>`. */
export const sourceSchema = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[a-z0-9][a-z0-9-]*$/u, 'source');

/** Who caused an entry: `operator:<console>`, `surface:<name>`, `feed:<source>`, `obs`, `studio`, `rehearsal`. */
export const actorSchema = z.string().min(1).max(80);
