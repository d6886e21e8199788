/** The catalogue's own data files: places of origin and the sample of the market's products. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { placeSchema, type Place } from '../contract/place.ts';
import type { Product } from '../contract/product.ts';
import { readTextTable } from '../tables/table-text.ts';
import { planImport } from './import-plan.ts';
import { readProductFile } from './product-file.ts';

/** Throws when the program's own file is damaged. */
export function loadPlaces(resourcesFolder: string): Place[] {
  return z.array(placeSchema).parse(JSON.parse(readFileSync(join(resourcesFolder, 'catalogue', 'places.json'), 'utf8')));
}

/** The sample products, read by the same rules as any imported file; throws when the program's own file is damaged. */
export function loadSampleProducts(resourcesFolder: string): Product[] {
  const rows = readTextTable(readFileSync(join(resourcesFolder, 'catalogue', 'sample-products.csv')));
  if (!rows.ok) throw new Error(`sample-products.csv: ${rows.refusal.code}`);
  const file = readProductFile(rows.value, loadPlaces(resourcesFolder));
  if (!file.ok) throw new Error(`sample-products.csv: ${file.refusal.code}`);
  const plan = planImport(file.value, []);
  if (plan.faults.length > 0) throw new Error(`sample-products.csv: ${JSON.stringify(plan.faults[0])}`);
  return plan.added;
}
