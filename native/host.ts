/** The host: wires the desk, the ways in and the ways out, and listens; two hosts can run side by side. */
import { join } from 'node:path';
import { loadSampleProducts } from './catalogue/sample.ts';
import type { Product } from './contract/product.ts';
import { accepted, refused, type Result } from './contract/refusal.ts';
import type { Rundown } from './contract/rundown.ts';
import type { Health } from './contract/settings.ts';
import type { Locale } from './contract/text.ts';
import { Comparisons } from './comparisons.ts';
import { openControlRoom } from './control-room.ts';
import { openGraphics } from './graphics.ts';
import { type Desk, openDesk } from './desk.ts';
import type { Clock } from './kernel/clock.ts';
import type { Logger } from './kernel/logger.ts';
import { newToken } from './kernel/new-id.ts';
import type { SecretStore } from './kernel/secret-store.ts';
import { isSameObs } from './obs/connection-problem.ts';
import type { Feeds } from './orders/feeds.ts';
import { openOrdersIn } from './orders-in.ts';
import { openOutputs } from './output-desk.ts';
import { Keeping } from './keeping.ts';
import type { PictureRenderer } from './overlays/picture-renderer.ts';
import { openOverlayWay } from './overlay-way.ts';
import type { OverlayDelivery } from './playout/overlay-delivery.ts';
import { ReportDesk } from './reports/report-desk.ts';
import { loadRehearsal } from './rehearsal/rehearsal-plan.ts';
import { robotSources } from './robot-sources.ts';
import { Access, type AccessTokens } from './server/access.ts';
import { CommandHandlers } from './server/command-handlers.ts';
import { commandTable, type RehearsalControl } from './server/command-table.ts';
import { loadExportTexts } from './server/export-routes.ts';
import { startHttpServer } from './server/http-server.ts';
import { createRouter } from './server/router.ts';
import { salesTopic } from './server/sales-topic.ts';
import { loadSentences } from './server/sentences.ts';
import { TopicHub } from './server/topic-hub.ts';
import { openStorage } from './storage.ts';
import { summaryOf } from './summary.ts';
import { Upstream } from './upstream.ts';

/** Reports are answered by a thread from source in development and tests, from the bundle in the desktop app. */
const reportWorkerUrl = new URL(import.meta.url.endsWith('.ts') ? './report-worker.ts' : './report-worker.js', import.meta.url);

export interface HostConfig {
  dataFolder: string;
  address: string;
  /** 0 takes any free port. */
  port: number;
  lan: boolean;
  pagesFolder: string;
  resourcesFolder: string;
  locale: Locale;
  version: string;
  environment: Record<string, string | undefined>;
  /** The plan of a rehearsal; every overlay of such a host is marked. */
  rehearsal: { rundown: Rundown; products: readonly Product[] } | null;
}

export interface HostPorts {
  clock: Clock;
  clockSpeed(): number;
  logger: Logger;
  rehearsal: RehearsalControl;
  /** Without one, secrets lie in a private file of the data folder. */
  secrets?: SecretStore;
  pictureRenderer?: PictureRenderer;
  /** Told when the broadcast goes on air and off. */
  onAirChanged?(onAir: boolean): void;
}

export interface Host {
  /** Address of the console with its start token. */
  readonly url: string;
  /** Address without a path, for feeds. */
  readonly origin: string;
  readonly desk: Desk;
  readonly delivery: OverlayDelivery;
  readonly feeds: Feeds;
  readonly upstream: Upstream;
  /** Connects to OBS; a password that is not given is looked up in the secret store. */
  connectObs(url: string, password: string | null, simulated?: boolean): void;
  health(): Health;
  stop(): Promise<void>;
}

/** Opens the data folder, brings everything back as it was and listens. A refused start leaves nothing open. */
export async function createHost(config: HostConfig, ports: HostPorts): Promise<Result<Host>> {
  const { clock, logger } = ports;
  const { dataFolder, resourcesFolder, environment } = config;
  const closing: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const close of closing.splice(0).toReversed()) await close();
  };
  const giveUp = async <T>(failed: Result<T>) => {
    await stop();
    return failed as Result<never>;
  };

  const storage = await openStorage({ folder: dataFolder, secrets: ports.secrets, clock, logger });
  if (!storage.ok) return storage;
  closing.push(() => storage.value.close());
  const { secrets } = storage.value;

  const desk = await openDesk({
    storage: storage.value,
    resourcesFolder,
    version: config.version,
    locale: config.locale,
    studioId: environment['STUDIO_ID'],
    rehearsal: config.rehearsal,
    clock,
    clockSpeed: ports.clockSpeed,
    logger,
    onAirChanged: ports.onAirChanged ?? (() => {}),
  });
  const { ledger, sales, rundown, catalogue, status, obs, overlay, playout, flashSales, log } = desk;
  closing.push(async () => desk.dispose());
  closing.push(() => obs.dispose());
  const keeping = new Keeping({ dataFolder, desk, storage: storage.value, clock, logger });
  // A rehearsal's day is made anew each time; there is nothing in it to keep.
  if (!config.rehearsal) {
    keeping.start();
    closing.push(() => keeping.stop());
  }
  const reportDesk = new ReportDesk({ workerUrl: reportWorkerUrl, path: join(dataFolder, 'studio.db'), logger });
  closing.push(() => reportDesk.close());

  // Orders in, results out
  const sentences = loadSentences(resourcesFolder, config.locale);
  const ordersIn = openOrdersIn({
    dataFolder,
    environment,
    desk,
    storage: storage.value,
    reports: reportDesk,
    sentences,
    holdback: () => keeping.holdback,
    clock,
    logger,
    pulls: !config.rehearsal,
  });
  if (!ordersIn.ok) return giveUp(ordersIn);
  const { feeds, ingest, assignment, files: orderFiles } = ordersIn.value;
  closing.push(() => ordersIn.value.stop());

  const outputDesk = openOutputs({ desk, environment, clock, logger });
  closing.push(() => outputDesk.stop());

  const studioId = () => status.settings.studioId;
  const summaryParts = { desk, reader: storage.value.reader, clock };
  const upstream = Upstream.open({
    dataFolder,
    environment,
    storage: storage.value,
    ledger,
    stream: outputDesk.outputs.health,
    studioId,
    summary: () => summaryOf(playout.broadcastId, summaryParts),
    robots: (sync) => robotSources({ ...summaryParts, desk, resourcesFolder, sync }),
    clock,
    logger,
  });
  if (!upstream.ok) return giveUp(upstream);
  closing.push(() => upstream.value.dispose());
  const comparisons = new Comparisons({ sync: upstream.value.destinations, reports: reportDesk, studioId, clock, logger });
  closing.push(() => comparisons.cancel());

  // The overlay's way into OBS
  const tokens = accessTokens(secrets);
  const overlayAddress = (query: string) => `${origin}/overlays/?${query}token=${tokens.overlay}`;
  const overlayWay = openOverlayWay({
    desk,
    settings: storage.value.settings,
    dataFolder,
    version: config.version,
    overlayAddress,
    renderer: ports.pictureRenderer,
    isRehearsal: config.rehearsal !== null,
    onPicture: (path) => controlRoom.services.safety.standby.showPicture(path),
    clock,
    logger,
  });
  closing.push(() => overlayWay.stop());
  const { delivery, preparation } = overlayWay;

  const controlRoom = openControlRoom({
    desk,
    outputDesk,
    storage: storage.value,
    secrets,
    dataFolder,
    environment,
    run: (command, input, actor) => handlers.run(command, input, actor),
    sentences,
    surroundings: {
      feeds: () => feeds.state.get().feeds,
      sync: () => upstream.value.state.get(),
      gate: () => graphics.topics.gate.get(),
      overlayPages: () => hub.overlayPages,
      prepareObs: (actor) => delivery.prepare(undefined, actor),
      backUp: () => keeping.backUp(),
    },
    clock,
    logger,
  });
  closing.push(() => controlRoom.stop());

  const graphics = openGraphics({
    desk,
    storage: storage.value,
    dataFolder,
    resourcesFolder,
    feeds: config.rehearsal ? null : feeds.state,
    clock,
    logger,
  });
  closing.push(() => graphics.stop());

  // Pages
  const topics = {
    studio: status.state,
    obs: obs.state,
    ...controlRoom.topics,
    ...graphics.topics,
    overlayPages: overlayWay.watch.state,
    catalogue: catalogue.state,
    rundown: rundown.state,
    playout: playout.state,
    overlay: overlay.state,
    overlayPreview: overlay.preview,
    sales: salesTopic(sales.state, feeds.state, flashSales.state),
    sync: upstream.value.state,
    log: log.state,
  };
  const connectObs = (url: string, password: string | null, simulated = false) =>
    obs.connect(url, password ?? secrets.get('obs'), simulated);
  const table = commandTable({
    playout,
    obs,
    async connectObs(url, password) {
      const standby = controlRoom.services.safety.standby.state.get().config;
      if (standby && isSameObs(standby.url, url)) return refused('obs-is-standby', { url: standby.url });
      if (password !== undefined) secrets.set('obs', password);
      await status.configure({ obsUrl: url });
      connectObs(url, password ?? null);
      return accepted({});
    },
    delivery,
    overlayWatch: overlayWay.watch,
    preparation,
    preparationMemory: desk.preparation,
    ...controlRoom.services,
    ...graphics.services,
    rundown,
    catalogue,
    samplePlan: (actor) => loadSamplePlan(desk, resourcesFolder, actor),
    feeds,
    assignment,
    orderImports: orderFiles.imports,
    flashSales,
    keeping,
    upstream: upstream.value,
    reconciliation: comparisons,
    rehearsal: ports.rehearsal,
    status,
  });
  const handlers = new CommandHandlers(table, {
    logger,
    onRefused: (command, refusal, actor) => playout.recordRefusal(command, refusal, actor),
  });
  const importCatalogue = async (file: { fileName: string; bytes: Uint8Array; apply: boolean }, actor: string) => {
    const report = await catalogue.importFile(file);
    if (report.ok && report.value.applied) {
      const { fileName, added, changed, faults } = report.value;
      const body = { fileName, added, changed, refused: new Set(faults.map(({ line }) => line)).size };
      await ledger.append([{ kind: 'catalogue.imported', broadcastId: playout.broadcastId, atMs: clock.nowMs(), actor, body }]);
    }
    return report;
  };
  const health = (): Health => {
    const { state } = obs.state.get().connection;
    const sync = upstream.value.state.get().state;
    const degraded = state !== 'ready' || sync === 'stopped' || sync === 'waiting' || status.state.get().problems.length > 0;
    return { status: degraded ? 'degraded' : 'ok', ledgerSeq: ledger.headSeq, obs: state, sync, broadcast: playout.broadcastId };
  };
  const hub = new TopicHub(topics, clock, (topic) => desk.refreshTime(topic));
  const server = await startHttpServer({
    address: config.address,
    port: config.port,
    pagesFolder: config.pagesFolder,
    access: new Access(tokens, config.lan),
    router: createRouter(handlers, hub, reportDesk, { beat: (visitor, heartbeat) => overlayWay.pages.beat(visitor, visitor, heartbeat) }),
    ingest,
    files: { importCatalogue, catalogueTemplate: () => catalogue.template() },
    orderFiles: orderFiles.door,
    exports: { reports: reportDesk, texts: loadExportTexts(resourcesFolder) },
    routes: [...controlRoom.routes, ...graphics.routes],
    consoleOpened: controlRoom.consoleOpened,
    lineEnded: (visitor) => overlayWay.pages.closed(visitor),
    health,
    sentences,
    logger,
  });
  if (!server.ok) return giveUp(server);
  closing.push(() => server.value.stop());

  // A wildcard address listens everywhere; this machine's own pages and OBS go by loopback.
  const shownAddress = ['0.0.0.0', '::'].includes(config.address) ? '127.0.0.1' : config.address;
  const origin = `http://${shownAddress.includes(':') ? `[${shownAddress}]` : shownAddress}:${server.value.port}`;
  status.setOverlayAddress(overlayAddress(''));
  controlRoom.listening(origin);
  overlayWay.start();
  ordersIn.value.start();
  const url = `${origin}/?token=${tokens.operator}`;
  return accepted({ url, origin, desk, delivery, feeds, upstream: upstream.value, connectObs, health, stop });
}

/** The tokens outlive a restart, because OBS keeps the overlay's address and the desk its cookie. */
function accessTokens(secrets: SecretStore): AccessTokens {
  const keep = (name: string) => {
    const token = secrets.get(name) ?? newToken();
    if (secrets.get(name) === null) secrets.set(name, token);
    return token;
  };
  return { operator: keep('access:operator'), overlay: keep('access:overlay') };
}

/** The sample catalogue and the run of show of day one. */
async function loadSamplePlan({ catalogue, rundown }: Desk, resourcesFolder: string, actor: string) {
  const products = loadSampleProducts(resourcesFolder);
  const day = loadRehearsal('day-one', resourcesFolder);
  if (!day.ok) return day;
  const filled = await catalogue.fill(products);
  if (!filled.ok) return filled;
  const replaced = await rundown.edit({ type: 'replace', rundown: { ...day.value.rundown, plannedStartAtMs: null } }, actor);
  return replaced.ok ? accepted({ products: products.length, segments: day.value.rundown.segments.length }) : replaced;
}
