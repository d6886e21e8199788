/** The gate before air, wired: to the plan it looks at, to the ledger that proves prices and keeps decisions, to what goes on air. */
import { join } from 'node:path';
import { AirGate } from './compliance/air-gate.ts';
import type { Content } from './compliance/contents.ts';
import { Decisions } from './compliance/decisions.ts';
import { EvidenceStore } from './compliance/evidence-store.ts';
import { GateDesk } from './compliance/gate-desk.ts';
import { heldBackBy } from './compliance/guest-rules.ts';
import { Judge } from './compliance/judge.ts';
import { ProducerCode } from './compliance/producer-code.ts';
import { RuleFilesStore } from './compliance/rule-files.ts';
import { VerdictBoard } from './compliance/verdict-board.ts';
import type { EntryDraft } from './contract/entry.ts';
import type { Subject } from './contract/gate.ts';
import type { GraphicsOptions } from './graphics.ts';
import { DealPrices } from './ledger/deal-prices.ts';
import { evidenceRoutes } from './server/evidence-routes.ts';
import type { RouteRegistrar } from './server/http-server.ts';

export interface GateWiring {
  desk: GateDesk;
  routes: readonly RouteRegistrar[];
  stop(): void;
}

export function openGate({ desk, storage, dataFolder, resourcesFolder, clock, logger }: GraphicsOptions): GateWiring {
  const { ledger, playout, catalogue, rundown, overlay, messages, status } = desk;
  const rules = new RuleFilesStore({ resourcesFolder, folder: join(dataFolder, 'compliance'), nowMs: () => clock.nowMs() });
  for (const problem of rules.damaged) {
    logger.warn({ problem }, 'a rule file was put aside');
    status.setProblem(`gate-rules ${String(problem.context['at'])}`, problem);
  }
  const append = (drafts: EntryDraft[]) => ledger.append(drafts);
  const broadcastId = () => playout.broadcastId;
  const evidence = new EvidenceStore({
    folder: join(dataFolder, 'evidence'),
    clock,
    async record({ evidenceId, fileName, bytes, digest }, actor) {
      const body = { evidenceId, fileName, bytes, digest };
      await append([{ kind: 'evidence.added', broadcastId: broadcastId(), atMs: clock.nowMs(), actor, body }]);
    },
  });
  const decisions = new Decisions();
  const product = (productId: string) => catalogue.product(productId);
  const judge = new Judge({
    clock,
    rules: () => rules,
    deals: new DealPrices(storage.reader),
    onAirSinceMs: () => {
      const { phase, startedAtMs } = playout.state.get().broadcast;
      return phase === 'onAir' ? startedAtMs : null;
    },
    hasPaper: (evidenceId) => evidence.find(evidenceId) !== null,
    product,
    decisions,
  });
  const producer = new ProducerCode(storage.secrets, clock);
  const segments = () => rundown.state.get().rundown.segments;
  const air = new AirGate({
    clock,
    judge,
    decisions,
    heldBack: (guests) => heldBackBy(guests ?? overlay.guestsOnScreen, rules.files.guests),
    planned,
    findPaper: (evidenceId) => evidence.find(evidenceId),
    producer,
    broadcastId,
    append,
  });
  const board = new VerdictBoard({
    clock,
    judge,
    contents,
    onChanged: (verdicts) => gate.setVerdicts(verdicts),
    onFault: (error) => logger.error({ err: error }, 'the verdicts on the plan could not be brought up to date'),
  });
  const gate = new GateDesk({
    clock,
    air,
    judge,
    rules,
    producer,
    papers: () => evidence.list(),
    broadcastId,
    append,
    onRules() {
      for (const problem of rules.damaged) status.setProblem(`gate-rules ${String(problem.context['at'])}`, null);
      board.changed();
      tellOverlay();
    },
  });
  /** Told again when the rules change, because the answers may be others then. */
  const tellOverlay = () => {
    overlay.setHeldBack((guests) => heldBackBy(guests, rules.files.guests));
    overlay.setMayShow((text) => gate.mayShow(text));
  };
  tellOverlay();

  decisions.apply(ledger.playoutEntries(playout.broadcastId));
  playout.gate = air;
  const watches = [
    catalogue.state.subscribe(() => board.changed()),
    rundown.state.subscribe(() => board.changed()),
    messages.state.subscribe(() => board.changed()),
    overlay.state.subscribe(({ footer }) => {
      if (footer !== undefined) board.changed();
    }),
    ledger.onAppended((entries) => {
      if (decisions.apply(entries)) board.changed();
    }),
  ];
  board.changed();
  return {
    desk: gate,
    routes: [
      evidenceRoutes({
        file: (evidenceId) => evidence.file(evidenceId),
        async receive(delivery, actor) {
          const taken = await evidence.receive(delivery, actor);
          if (taken?.ok) {
            gate.evidenceChanged();
            board.changed();
          }
          return taken;
        },
      }),
    ],
    stop() {
      board.stop();
      for (const watch of watches) watch.dispose();
    },
  };

  /** What the plan has under this name; an offer is judged with its result, whichever of the two is shown. */
  function planned({ kind, id, within }: Subject): Content | null {
    switch (kind) {
      case 'card':
      case 'flash-sale': {
        const found = product(id);
        return found ? { kind, product: found } : null;
      }
      case 'lower-third': {
        const segment = segments().find(({ segmentId }) => segmentId === within);
        const guest = segment?.guests.find(({ guestId }) => guestId === id);
        return segment && guest ? { kind, guest, segmentId: segment.segmentId } : null;
      }
      case 'segment': {
        const segment = segments().find(({ segmentId }) => segmentId === id);
        return segment ? { kind, segment } : null;
      }
      case 'prompter': {
        const segment = segments().find(({ segmentId }) => segmentId === id);
        return segment?.notes ? { kind, segmentId: id, title: segment.title['zh-CN'], notes: segment.notes } : null;
      }
      case 'announcement': {
        const announcement = messages.state.get().announcements.find(({ announcementId }) => announcementId === id);
        return announcement ? { kind, announcement } : null;
      }
      case 'offer': {
        const offer = messages.state.get().offers.find(({ offerId }) => offerId === id);
        return offer ? { kind, offer: { ...offer, state: 'announced' } } : null;
      }
      case 'footer': {
        const { footer } = overlay.state.get();
        return footer ? { kind, footer } : null;
      }
      default:
        return null;
    }
  }

  function* contents(): Generator<Content> {
    for (const found of catalogue.state.get().products) yield { kind: 'card', product: found };
    for (const segment of segments()) {
      yield { kind: 'segment', segment };
      for (const guest of segment.guests) yield { kind: 'lower-third', guest, segmentId: segment.segmentId };
      const { segmentId, title, notes } = segment;
      if (notes) yield { kind: 'prompter', segmentId, title: title['zh-CN'], notes };
    }
    for (const announcement of messages.state.get().announcements) yield { kind: 'announcement', announcement };
    for (const offer of messages.state.get().offers) yield { kind: 'offer', offer: { ...offer, state: 'announced' } };
    const { footer } = overlay.state.get();
    if (footer) yield { kind: 'footer', footer };
  }
}
