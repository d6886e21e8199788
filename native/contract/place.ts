/** Places of origin: data, not an enumeration, because counties are founded and renamed. */
import { z } from 'zod';
import { localTextSchema } from './text.ts';

export const placeCodeSchema = z
  .string()
  .min(1)
  .max(12)
  .regex(/^[A-Z0-9]+$/u, 'place code');

export const placeSchema = z.object({ placeCode: placeCodeSchema, name: localTextSchema });
export type Place = z.infer<typeof placeSchema>;
