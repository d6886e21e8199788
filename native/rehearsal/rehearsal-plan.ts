/** A rehearsed day as its files describe it: rundown, products with the day's allocations, and the parameters of its orders. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { loadSampleProducts } from '../catalogue/sample.ts';
import { footerSchema, offerSchema } from '../contract/graphics.ts';
import { idSchema } from '../contract/ids.ts';
import { amountFenSchema } from '../contract/money.ts';
import type { Product } from '../contract/product.ts';
import { accepted, refused, type Result } from '../contract/refusal.ts';
import { rundownSchema, type Rundown } from '../contract/rundown.ts';
import { durationMsSchema } from '../contract/time.ts';

/** Points `[minute since the start, value]` in rising minutes; between them the value is on a straight line. */
const curveSchema = z.array(z.tuple([z.number().min(0), z.number().min(0)])).min(2);
export type Curve = z.infer<typeof curveSchema>;

const parametersSchema = z.object({
  seed: z.int().min(0).max(0xffff_ffff),
  paidOrders: z.int().min(1).max(900_000),
  /** Paid for all orders together, before refunds. */
  grossFen: amountFenSchema,
  /** Orders that are refunded later. */
  refundedOrders: z.int().min(0),
  /** Share of events that the feed sends twice. */
  duplicateShare: z.number().min(0).max(0.1),
  /** Viewers since the start, all together. */
  viewers: curveSchema,
  /** How eagerly people order without regard to the card; only the proportions count. */
  arrivals: curveSchema,
  /** How eagerly they order a product of 25 yuan while its card is on air, on the same scale. */
  cardArrivals: z.number().min(0),
  flashSale: z.object({
    segmentId: idSchema,
    productId: idSchema,
    priceFen: amountFenSchema.min(1),
    units: z.int().min(1),
    opensAfterMs: durationMsSchema,
    lengthMs: durationMsSchema,
  }),
  regions: z.array(z.string().min(1)).min(1),
  surnames: z.array(z.string().min(1)).min(1),
  givenNames: z.array(z.string().min(1)).min(1),
});
export type RehearsalParameters = z.infer<typeof parametersSchema>;

/** What is on the overlay beside cards: the footer from the beginning, the offer prepared. */
const overlaySchema = z.object({ footer: footerSchema, offer: offerSchema });

export interface RehearsalPlan {
  name: string;
  rundown: Rundown;
  /** The sample products; the flash sale's at its price and with its units as allocation. */
  products: Product[];
  parameters: RehearsalParameters;
  overlay: z.infer<typeof overlaySchema>;
  startAtMs: number;
  lengthMs: number;
}

/**
 * Reads `rehearsal/<name>` of the resources folder. Refused with `rehearsal-unknown` (context: name, known).
 * Throws when the program's own files are damaged.
 */
export function loadRehearsal(name: string, resourcesFolder: string): Result<RehearsalPlan> {
  const folder = join(resourcesFolder, 'rehearsal');
  const known = existsSync(folder) ? readdirSync(folder).filter((entry) => existsSync(join(folder, entry, 'rundown.json'))) : [];
  if (!known.includes(name)) return refused('rehearsal-unknown', { name, known: known.join(', ') });
  const rundown = rundownSchema.parse(JSON.parse(readFileSync(join(folder, name, 'rundown.json'), 'utf8')));
  const parameters = parametersSchema.parse(JSON.parse(readFileSync(join(folder, name, 'parameters.json'), 'utf8')));
  const overlay = overlaySchema.parse(JSON.parse(readFileSync(join(folder, name, 'overlay.json'), 'utf8')));
  const { productId, priceFen, units } = parameters.flashSale;
  const products = loadSampleProducts(resourcesFolder).map((product) =>
    product.productId === productId ? { ...product, priceFen, allocated: units } : product,
  );
  const lengthMs = rundown.segments.reduce((sum, segment) => sum + segment.plannedMs, 0);
  if (rundown.plannedStartAtMs === null) throw new Error(`${name}: rundown.json has no planned start`);
  return accepted({ name, rundown, products, parameters, overlay, startAtMs: rundown.plannedStartAtMs, lengthMs });
}

/** The curve's value at a time since the start. */
export function valueAt(curve: Curve, atMs: number): number {
  const minute = atMs / 60_000;
  let before = curve[0]!;
  for (const point of curve) {
    if (point[0] > minute) {
      const span = point[0] - before[0];
      return span > 0 ? before[1] + ((point[1] - before[1]) * (minute - before[0])) / span : point[1];
    }
    before = point;
  }
  return before[1];
}
