/** What the ledger says of products: each once, again only when it changed, over real storage and restarts. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CatalogueDescription } from '../../../native/catalogue-description.ts';
import { Catalogue } from '../../../native/catalogue/catalogue.ts';
import { loadPlaces, loadSampleProducts } from '../../../native/catalogue/sample.ts';
import { entryBodies } from '../../../native/contract/entry.ts';
import type { Product } from '../../../native/contract/product.ts';
import { silentLogger } from '../../../native/kernel/logger.ts';
import { LogTopic } from '../../../native/server/log-topic.ts';
import { StorageFailure } from '../../../native/store/storage-failure.ts';
import { manualClock } from '../manual-clock.ts';
import { note, openTestStorage, temporaryFolder, type TestStorage } from '../store/test-storage.ts';

const resources = join(import.meta.dirname, '../../../resources');
const places = loadPlaces(resources);
const sample = loadSampleProducts(resources);
const walnuts = sample[0]!;

async function open(storage: TestStorage, broadcastId = 'bc-1') {
  const catalogue = new Catalogue({ ...storage, places });
  let full = false;
  const description = new CatalogueDescription({
    ledger: {
      append: (drafts) => (full ? Promise.reject(new StorageFailure('storage-full')) : storage.ledger.append(drafts)),
      catalogueDescriptions: () => storage.ledger.catalogueDescriptions(),
    },
    catalogue: catalogue.state,
    broadcastId: () => broadcastId,
    clock: manualClock(),
    logger: silentLogger,
  });
  await description.start();
  return { catalogue, setFull: (value: boolean) => (full = value) };
}

/** Numbers of products by entry, once everything that was begun is durable: one description may wait for the one before. */
async function described({ ledger }: TestStorage): Promise<number[][]> {
  for (let turn = 0; turn < 3; turn += 1) {
    await new Promise(setImmediate);
    await ledger.append([note('turn')]);
  }
  return ledger.catalogueDescriptions().map(({ body }) => body.products.map(({ number }) => number));
}

describe('products in the ledger', () => {
  it('CD1 a filled catalogue is described once, whole, and not again after a restart', async () => {
    const folder = temporaryFolder();
    const first = await openTestStorage(folder);
    const { catalogue } = await open(first);
    expect(await described(first)).toEqual([]);
    await catalogue.fill(sample);
    expect(await described(first)).toEqual([sample.map(({ number }) => number)]);
    const { body, ...entry } = first.ledger.catalogueDescriptions()[0]!;
    expect(entry).toMatchObject({ broadcastId: 'bc-1', actor: 'studio' });
    expect(entryBodies['catalogue.described'].parse(body)).toEqual(body);
    const place = places.find(({ placeCode }) => placeCode === walnuts.placeCode)!;
    const { productId, number, sku, name, unit, placeCode, cooperative } = walnuts;
    expect(body.products[0]).toEqual({
      productId,
      number,
      sku,
      name,
      unit,
      placeCode,
      placeName: place.name,
      cooperative: cooperative ?? null,
    });
    await first.close();

    const second = await openTestStorage(folder);
    await open(second, 'bc-2');
    expect(await described(second)).toHaveLength(1);
  });

  it('CD2 a start describes what this ledger has never said, such as the products of an older version', async () => {
    const folder = temporaryFolder();
    const storage = await openTestStorage(folder);
    await new Catalogue({ ...storage, places }).fill(sample.slice(0, 3));
    await open(storage);
    expect(await described(storage)).toEqual([[1, 2, 3]]);
  });

  it('CD3 only what is said of a product counts as a change: not its price or allocation', async () => {
    const storage = await openTestStorage();
    const { catalogue } = await open(storage);
    await catalogue.fill(sample.slice(0, 3));
    await catalogue.save({ ...walnuts, priceFen: walnuts.priceFen + 100, allocated: 7, buyerLimit: 2 });
    // The same texts in another order of languages are no change.
    await catalogue.save({ ...walnuts, name: Object.fromEntries(Object.entries(walnuts.name).toReversed()) as Product['name'] });
    expect(await described(storage)).toEqual([[1, 2, 3]]);
    await catalogue.save({ ...walnuts, cooperative: { 'zh-CN': '和田县核桃合作社' } });
    await catalogue.remove(walnuts.productId);
    await catalogue.save({ ...walnuts, name: { 'zh-CN': '纸皮核桃' } });
    expect(await described(storage)).toEqual([[1, 2, 3], [1], [1]]);
    expect(storage.ledger.catalogueDescriptions().at(-1)!.body.products[0]!.name).toEqual({ 'zh-CN': '纸皮核桃' });
  });

  it('CD4 an import is described with what it added and changed, a hundred to an entry', async () => {
    const storage = await openTestStorage();
    const { catalogue } = await open(storage);
    const rows = Array.from({ length: 250 }, (_, index) => `${index + 1},SKU-${index + 1},核桃 ${index + 1},和田县,袋,10,5`);
    const file = (lines: string[]) => ({
      fileName: 'goods.csv',
      bytes: Buffer.from(`编号,SKU,品名,产地,单位,价格,配额\n${lines.join('\n')}`),
      apply: true,
    });
    expect(await catalogue.importFile(file(rows))).toMatchObject({ ok: true, value: { added: 250 } });
    expect((await described(storage)).map(({ length }) => length)).toEqual([100, 100, 50]);
    expect(await catalogue.importFile(file([...rows.slice(1), '251,SKU-251,红枣,和田县,袋,10,5']))).toMatchObject({ ok: true });
    expect((await described(storage)).slice(3)).toEqual([[251]]);
  });

  it('CD5 what the disk had no room for is described with the next change, and the log of the console is spared', async () => {
    const storage = await openTestStorage();
    const log = new LogTopic();
    storage.ledger.onAppended((entries) => log.apply(entries));
    const { catalogue, setFull } = await open(storage);
    setFull(true);
    await catalogue.save(walnuts);
    expect(await described(storage)).toEqual([]);
    setFull(false);
    await catalogue.save(sample[1]!);
    expect(await described(storage)).toEqual([[1, 2]]);
    expect(log.state.get().lines.filter(({ kind }) => kind !== 'note.added')).toEqual([]);
  });
});
