/** The desk: plan, facts, OBS, playout and overlays wired together; everything but the ways in and out. */
import { z } from 'zod';
import { CatalogueDescription } from './catalogue-description.ts';
import { Catalogue } from './catalogue/catalogue.ts';
import { loadPlaces } from './catalogue/sample.ts';
import type { Entry, EntryBody, EntryDraft } from './contract/entry.ts';
import { TICKER_LENGTH } from './contract/overlay.ts';
import type { Product } from './contract/product.ts';
import type { Rundown } from './contract/rundown.ts';
import type { Locale } from './contract/text.ts';
import type { TopicName } from './contract/topics.ts';
import type { Clock } from './kernel/clock.ts';
import type { Logger } from './kernel/logger.ts';
import { newId } from './kernel/new-id.ts';
import { Broadcasts } from './ledger/broadcasts.ts';
import { Ledger } from './ledger/ledger.ts';
import { Sales } from './ledger/sales.ts';
import { ObsPair } from './obs/obs-pair.ts';
import { PreparationMemory } from './obs/preparation/memory.ts';
import { MessagePlan } from './overlays/message-plan.ts';
import { OverlayProjection } from './overlays/overlay-projection.ts';
import { FlashSales } from './playout/flash-sale.ts';
import { foldOnAir, freshOnAir } from './playout/on-air.ts';
import { openingDraft } from './playout/opening-draft.ts';
import { Playout } from './playout/playout.ts';
import { RundownPlan } from './rundown/rundown-plan.ts';
import { LogTopic } from './server/log-topic.ts';
import { StudioStatus } from './server/studio-status.ts';
import type { Storage } from './storage.ts';

export interface DeskOptions {
  storage: Storage;
  resourcesFolder: string;
  version: string;
  /** The interface's language on a first start. */
  locale: Locale;
  /** From the environment, for a headless studio; otherwise one is made up and kept. */
  studioId: string | undefined;
  rehearsal: { rundown: Rundown; products: readonly Product[] } | null;
  clock: Clock;
  clockSpeed(): number;
  logger: Logger;
  /** Told when the broadcast goes on air and off. */
  onAirChanged(onAir: boolean): void;
}

export interface Desk {
  ledger: Ledger;
  sales: Sales;
  rundown: RundownPlan;
  catalogue: Catalogue;
  status: StudioStatus;
  /** The OBS that counts, and its standby. */
  obs: ObsPair;
  /** How preparing OBS is set up, with the plan's scenes by OBS's names. */
  preparation: PreparationMemory;
  overlay: OverlayProjection;
  playout: Playout;
  messages: MessagePlan;
  flashSales: FlashSales;
  broadcasts: Broadcasts;
  log: LogTopic;
  /** Brings a topic that tells the time up to date, for a page that begins to watch it. */
  refreshTime(topic: TopicName): void;
  /** Ends what goes by itself. */
  dispose(): void;
  /** The database was recovered during the current broadcast. */
  recovered: EntryBody<'storage.recovered'> | null;
}

/** Three years by the e-commerce law, article 31. */
const SETTINGS_AT_FIRST = {
  holdSceneName: 'Hold',
  backSoonSceneName: 'Back soon',
  obsUrl: null,
  backupFolder: null,
  retentionYears: 3,
  recordWithBroadcast: false,
};

/** Orders read back at a start to fill the ticker. */
const RECENT_ENTRIES = 500;

/** Brings the desk back as the ledger left it; a first start opens a broadcast. */
export async function openDesk(options: DeskOptions): Promise<Desk> {
  const { clock, logger, resourcesFolder, rehearsal } = options;
  const { writer, reader, settings } = options.storage;
  const status = await openStatus(options);
  const ledger = new Ledger(writer, reader);
  const rundown = new RundownPlan({ writer, reader, clock });
  const isUsed = (productId: string) => rundown.state.get().rundown.segments.some((segment) => segment.productIds.includes(productId));
  const catalogue = new Catalogue({ writer, reader, places: loadPlaces(resourcesFolder), isUsed });
  if (rehearsal) {
    await catalogue.fill(rehearsal.products);
    await rundown.edit({ type: 'replace', rundown: rehearsal.rundown }, 'rehearsal');
  }
  const broadcasts = new Broadcasts(reader);
  ledger.onAppended((entries) => broadcasts.apply(entries));
  if (!broadcasts.current) await ledger.append([openingDraft(clock.nowMs(), rehearsal !== null, rundown.state.get().rundown)]);
  const broadcast = broadcasts.current;
  if (!broadcast) throw new Error('a broadcast was opened and is not there');

  const stored = ledger.playoutEntries(broadcast.broadcastId);
  const sales = new Sales(ledger, reader, broadcast.broadcastId);
  const product = (productId: string) => catalogue.state.get().products.find((candidate) => candidate.productId === productId);
  const overlay = new OverlayProjection({
    sales: {
      get totals() {
        return sales.state.get().totals;
      },
      remaining: (sku, allocated) => sales.remaining(sku, allocated),
    },
    rundown: () => rundown.state.get().rundown,
    product,
    nameOf: (sku) => productOf(catalogue, sku)?.name ?? null,
    clock,
    clockSpeed: options.clockSpeed,
    random: Math.random,
  });
  overlay.restore(withTicker(stored, ledger.lastEntries(RECENT_ENTRIES)), ledger.headSeq);
  const log = new LogTopic();
  log.apply(stored);

  const obs = new ObsPair({ clock, logger, isOnAir: () => playout.state.get().broadcast.phase === 'onAir' });
  const preparation = new PreparationMemory({
    load: () => settings.get('preparation', z.unknown()),
    save: (kept) => settings.set('preparation', kept),
  });
  const messages = new MessagePlan({
    settings: { load: () => settings.get('messages', z.unknown()), save: (kept) => settings.set('messages', kept) },
    onAir() {
      const { announcementOnAir, offerOnAir } = playout.state.get();
      return { announcementId: announcementOnAir?.announcementId ?? null, offerId: offerOnAir?.offerId ?? null };
    },
  });
  const playout = new Playout(
    {
      clock,
      obs: {
        setProgramScene: (sceneName) => obs.setProgramScene(sceneName),
        setPreviewScene: (sceneName) => obs.setPreviewScene(sceneName),
        mirror: () => obs.state.get().mirror,
      },
      append: (drafts) => ledger.append(drafts),
      rundown: () => rundown.state.get().rundown,
      catalogue: () => catalogue.state.get(),
      messages: () => messages.state.get(),
      remaining: (sku, allocated) => Math.max(0, sales.remaining(sku, allocated)),
      obsSceneName: (planned) => preparation.obsSceneName(planned),
      slateSceneName: (slate) => (slate === 'hold' ? status.settings.holdSceneName : status.settings.backSoonSceneName),
      overlayConfiguration: () => overlay.configuration,
      onPrepared: (prepared) => overlay.prepare(prepared),
    },
    stored.reduce(foldOnAir, freshOnAir(broadcast.broadcastId, broadcast.rehearsal)),
  );

  const flashSales = new FlashSales(
    {
      clock,
      append: (drafts) => ledger.append(drafts),
      broadcastId: () => playout.broadcastId,
      product: (productId) => product(productId) ?? null,
      pass: (sold, actor) => playout.gate.pass([{ kind: 'flash-sale', product: sold }], actor),
      paidUnits: (sku) => sales.soldUnits(sku),
      logger,
    },
    stored,
  );

  const planChanged = () => {
    playout.planChanged();
    overlay.planChanged();
  };
  rundown.state.subscribe(planChanged);
  catalogue.state.subscribe(planChanged);
  status.state.subscribe(({ clockSpeed }) => {
    if (clockSpeed !== undefined) overlay.refreshClock();
  });
  flashSales.state.subscribe(({ flashSale }) => overlay.setFlashSale(flashSale ?? null));
  overlay.setFlashSale(flashSales.state.get().flashSale);
  ledger.onAppended((entries) => {
    overlay.apply(entries);
    playout.apply(entries);
    playout.refreshStock();
    log.apply(entries);
    flashSales.apply(entries);
    const aboutAir = entries.some(({ kind }) => kind === 'broadcast.started' || kind === 'broadcast.ended');
    if (aboutAir) options.onAirChanged(playout.state.get().broadcast.phase === 'onAir');
  });
  await new CatalogueDescription({ ledger, catalogue: catalogue.state, broadcastId: () => playout.broadcastId, clock, logger }).start();
  obs.onFact((fact) => {
    const draft = { actor: 'obs', ...fact, broadcastId: playout.broadcastId, atMs: clock.nowMs() } as EntryDraft;
    ledger.append([draft]).catch((error: unknown) => logger.error({ err: error, kind: fact.kind }, 'a fact of OBS could not be recorded'));
  });
  return {
    ledger,
    sales,
    rundown,
    catalogue,
    status,
    obs,
    preparation,
    overlay,
    playout,
    messages,
    flashSales,
    broadcasts,
    log,
    refreshTime(topic) {
      if (topic === 'overlay' || topic === 'overlayPreview') overlay.refreshClock();
      else status.refreshTime();
    },
    dispose() {
      flashSales.dispose();
      overlay.dispose();
    },
    recovered: recoveryIn(stored),
  };

  async function openStatus({ version, locale, studioId, clockSpeed }: DeskOptions): Promise<StudioStatus> {
    const opened = new StudioStatus({
      settings: { load: () => settings.get('studio', z.unknown()), save: (value) => settings.set('studio', value) },
      defaults: { studioId: studioId ?? newId('studio', clock.nowMs()), locale, ...SETTINGS_AT_FIRST },
      version,
      clock,
      clockSpeed,
      rehearsing: rehearsal !== null,
    });
    // The made-up id must be the same tomorrow.
    if (settings.get('studio', z.unknown()) === null) await opened.configure({});
    return opened;
  }
}

function recoveryIn(stored: readonly Entry[]): EntryBody<'storage.recovered'> | null {
  const entry = stored.findLast(({ kind }) => kind === 'storage.recovered');
  return entry?.kind === 'storage.recovered' ? entry.body : null;
}

function productOf(catalogue: Catalogue, sku: string): Product | undefined {
  return catalogue.state.get().products.find((product) => product.sku.toUpperCase() === sku.toUpperCase());
}

/** The stored entries with the newest sales, in sequence. */
function withTicker(stored: readonly Entry[], recent: readonly Entry[]): Entry[] {
  const paid = recent.filter(({ kind }) => kind === 'order.paid').slice(-TICKER_LENGTH);
  return [...stored, ...paid].toSorted((a, b) => a.seq - b.seq);
}
