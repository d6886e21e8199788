/** Playout: turns an operator's decision into OBS requests and ledger entries, one command after the other. */
import { clearableLayers, type CommandName, type CommandOutput, type CommandParsedInput, takeParts } from '../contract/commands.ts';
import type { Entry, EntryDraft } from '../contract/entry.ts';
import { lowerThirdSchema } from '../contract/overlay.ts';
import type { PlayoutState } from '../contract/playout.ts';
import { accepted, refused, type Result } from '../contract/refusal.ts';
import { type LiveState, MutableState } from '../kernel/live-state.ts';
import { AirDrafts } from './air-drafts.ts';
import type { GoodState } from './good-state.ts';
import { nextAfter, nextUp, nothingPrepared, type Prepared } from './next-up.ts';
import { foldOnAir, type OnAir } from './on-air.ts';
import { openingDraft } from './opening-draft.ts';
import { contentsOf, PlanLookup } from './plan-lookup.ts';
import { openGate, type PlayoutGate, type PlayoutPorts } from './playout-ports.ts';
import { sceneForSlate, slateScenes } from './scene-names.ts';
import { noVideos, type PlayoutVideos, switchWithVideo } from './videos.ts';

type Done = Result<Record<string, never>>;
const done: Done = accepted({});

export class Playout {
  readonly #ports: PlayoutPorts;
  readonly #plan: PlanLookup;
  readonly #state: MutableState<PlayoutState>;
  #onAir: OnAir;
  #prepared: Prepared = nothingPrepared;
  #queue: Promise<unknown> = Promise.resolve();
  /** Set once there is something that plays them. */
  videos: PlayoutVideos = noVideos;
  /** Set once there is something that judges. */
  gate: PlayoutGate = openGate;

  /** `onAir` is folded from the stored entries of the current broadcast. */
  constructor(ports: PlayoutPorts, onAir: OnAir) {
    this.#ports = ports;
    this.#plan = new PlanLookup(ports);
    this.#onAir = onAir;
    this.#prepared = nextUp(ports.rundown(), onAir.segment?.segmentId ?? null, onAir.card?.productId ?? null);
    this.#state = new MutableState(this.#view());
    this.#tellPrepared();
  }

  get state(): LiveState<PlayoutState> {
    return this.#state;
  }

  get broadcastId(): string {
    return this.#onAir.broadcast.broadcastId;
  }

  /** Follows the ledger; called with entries that are durable, in their order. */
  apply(entries: readonly Entry[]): void {
    const before = this.#onAir;
    for (const entry of entries) this.#onAir = foldOnAir(this.#onAir, entry);
    if (this.#onAir !== before) this.#state.patch(this.#view());
  }

  /** Follows sales: the card on air shows what is left. */
  refreshStock(): void {
    this.#state.patch({ cardOnAir: this.#cardOnAir() });
  }

  /** Follows rundown and catalogue: what is prepared must still exist, and a first plan prepares its beginning. */
  planChanged(): void {
    const { segmentId, productId, guest } = this.#prepared;
    const kept = {
      segmentId: segmentId && this.#plan.segment(segmentId) ? segmentId : null,
      productId: productId && this.#plan.product(productId) ? productId : null,
      guest: guest && this.#plan.guest(guest) ? guest : null,
    };
    const isFirstPlan = !kept.segmentId && !kept.productId && !this.#onAir.segment;
    this.#setPrepared(isFirstPlan ? { ...this.#nextUp(null), guest: kept.guest } : kept);
  }

  prepare(input: CommandParsedInput<'prepare'>): Promise<Done> {
    return this.#inTurn(async () => {
      const { segmentId, productId, guest } = input;
      const segment = segmentId ? this.#plan.segment(segmentId) : null;
      if (segmentId && !segment) return refused('segment-unknown', { segmentId });
      if (productId && !this.#plan.product(productId)) return refused('product-unknown', { productId });
      if (guest && !this.#plan.guest(guest)) return refused('segment-unknown', { segmentId: guest.segmentId });
      this.#setPrepared({
        segmentId: segmentId === undefined ? this.#prepared.segmentId : segmentId,
        productId: productId === undefined ? this.#prepared.productId : productId,
        guest: guest === undefined ? this.#prepared.guest : guest,
      });
      const mirror = this.#ports.obs.mirror();
      if (!segment || !mirror?.studioMode) return done;
      const shown = await this.#ports.obs.setPreviewScene(this.#ports.obsSceneName(segment.sceneName));
      return shown.ok ? done : shown;
    });
  }

  /** What is prepared, or only the named parts of it, goes on air at once: all of it or nothing. */
  take(input: CommandParsedInput<'take'>, actor: string): Promise<Result<CommandOutput<'take'>>> {
    return this.#inTurn(async () => {
      const parts = input.parts ?? [...takeParts];
      const { segmentId, productId, guest } = this.#prepared;
      const chosen: Prepared = {
        segmentId: parts.includes('scene') ? segmentId : null,
        productId: parts.includes('card') ? productId : null,
        guest: parts.includes('lower-third') ? guest : null,
      };
      if (!chosen.segmentId && !chosen.productId && !chosen.guest) return refused('nothing-prepared');
      const taken = await this.#putOnAir(chosen, this.#prepared, actor);
      if (!taken.ok) return taken;
      return accepted({ segmentId: chosen.segmentId, productId: chosen.productId, guestId: chosen.guest?.guestId ?? null });
    });
  }

  takeSegment(segmentId: string, actor: string): Promise<Done> {
    return this.#inTurn(() => this.#putOnAir({ ...nothingPrepared, segmentId }, this.#preparedGuest(), actor));
  }

  showCard(productId: string, actor: string): Promise<Done> {
    return this.#inTurn(() => this.#putOnAir({ ...nothingPrepared, productId }, this.#preparedGuest(), actor));
  }

  showLowerThird(guest: CommandParsedInput<'showLowerThird'>, actor: string): Promise<Done> {
    return this.#inTurn(() => this.#putOnAir({ ...nothingPrepared, guest }, this.#prepared, actor));
  }

  showAnnouncement({ announcementId }: CommandParsedInput<'showAnnouncement'>, actor: string): Promise<Done> {
    return this.#inTurn(async () => {
      const announcement = this.#plan.announcement(announcementId);
      if (!announcement) return refused('announcement-unknown', { announcementId });
      const passed = await this.gate.pass([{ kind: 'announcement', announcement }], actor);
      return passed.ok ? this.#append(this.#air(actor).announcementShown(announcement)) : passed;
    });
  }

  /** The studio draws no lots: a result is what a person has typed in. */
  showOffer({ offerId, state }: CommandParsedInput<'showOffer'>, actor: string): Promise<Done> {
    return this.#inTurn(async () => {
      const known = this.#plan.offer(offerId);
      if (!known) return refused('offer-unknown', { offerId });
      if (state === 'result' && !known.result) return refused('offer-no-result', { name: known.title['zh-CN'] });
      const offer = { ...known, state };
      const passed = await this.gate.pass([{ kind: 'offer', offer }], actor);
      return passed.ok ? this.#append(this.#air(actor).offerShown(offer)) : passed;
    });
  }

  /** Card and lower third off program, or the named layers. Nothing on air is no fault: the wish is fulfilled. */
  clear({ layers = ['card', 'lower-third'] }: CommandParsedInput<'clear'>, actor: string): Promise<Done> {
    return this.#inTurn(() => {
      const air = this.#air(actor);
      return this.#append([...new Set(layers)].flatMap((layer) => air.cleared(layer)));
    });
  }

  /** The overlay covers the picture first, because that needs no OBS; then the slate's scene is switched to, where there is one. */
  holdSlate(input: CommandParsedInput<'holdSlate'>, actor: string): Promise<Done> {
    return this.#inTurn(async () => {
      const mirror = this.#ports.obs.mirror();
      const slateScene = sceneForSlate(this.#ports, input.slate, mirror?.sceneNames ?? []);
      const covered = this.#onAir.coveredSceneName ?? mirror?.programSceneName ?? null;
      await this.#append([this.#air(actor).of('slate.held', { slate: input.slate, sceneName: covered })]);
      const hasSlateScene = mirror?.sceneNames.includes(slateScene) ?? false;
      if (!hasSlateScene) return this.#onAir.overlayRoute === 'none' ? refused('obs-no-overlay-path', { sceneName: slateScene }) : done;
      const switched = await this.#ports.obs.setProgramScene(slateScene);
      return switched.ok ? done : switched;
    });
  }

  releaseSlate(actor: string): Promise<Done> {
    return this.#inTurn(async () => {
      const { slate, coveredSceneName: back } = this.#onAir;
      if (!slate) return refused('slate-not-held');
      const mirror = this.#ports.obs.mirror();
      const shown = mirror?.programSceneName ?? null;
      if (back && shown !== null && slateScenes(this.#ports).includes(shown) && back !== shown) {
        const switched = await this.#ports.obs.setProgramScene(back);
        if (!switched.ok) return switched;
      }
      return this.#append(this.#air(actor).slateReleased());
    });
  }

  /**
   * Scene, card and lower third as they were at a good moment; says how many of them had to change. A held slate ends.
   * `mendObs` comes once the gate has let them pass, and before the scene is switched.
   */
  bringBack(good: GoodState, mendObs: () => Promise<Result<unknown>>, actor: string): Promise<Result<{ changed: number }>> {
    return this.#inTurn(async () => {
      const { card, lowerThird, slate } = this.#onAir;
      const product = good.productId === null ? undefined : this.#plan.product(good.productId);
      const otherCard = card?.productId !== product?.productId;
      const otherLowerThird = lowerThird?.guestId !== good.lowerThird?.guestId;
      const guest = otherLowerThird && good.lowerThird ? this.#plan.guestOf(good.lowerThird) : null;
      const contents = contentsOf({ product: otherCard ? product : undefined, guest: guest ?? undefined });
      const passed = contents.length > 0 ? await this.gate.pass(contents, actor) : done;
      if (!passed.ok) return passed;
      const mended = await mendObs();
      if (!mended.ok) return mended;
      const isOther = this.#ports.obs.mirror()?.programSceneName !== good.sceneName;
      const switched = isOther ? await this.#ports.obs.setProgramScene(good.sceneName) : done;
      if (!switched.ok) return switched;
      const air = this.#air(actor);
      const drafts = air.slateReleased();
      if (otherCard) drafts.push(...(product ? air.cardShown(this.#plan.cardOf(product)) : air.cleared('card')));
      if (otherLowerThird) drafts.push(...air.cleared('lower-third'));
      // Who is not in the plan any more cannot be judged, and stays off.
      if (guest) drafts.push(air.of('lower-third.shown', lowerThirdSchema.parse(guest.guest)));
      await this.#append(drafts);
      return accepted({ changed: [isOther, slate !== null, otherCard, otherLowerThird].filter(Boolean).length });
    });
  }

  startBroadcast(actor: string): Promise<Result<CommandOutput<'startBroadcast'>>> {
    return this.#inTurn(async () => {
      const { broadcastId } = this;
      if (this.#onAir.broadcast.phase === 'onAir') return refused('broadcast-on-air', { broadcastId });
      await this.#append([this.#air(actor).of('broadcast.started', {})]);
      return accepted({ broadcastId });
    });
  }

  /** Ends the broadcast with nothing left on its overlay, and opens the next one in the same commit. */
  endBroadcast(actor: string): Promise<Result<CommandOutput<'endBroadcast'>>> {
    return this.#inTurn(async () => {
      const { broadcastId } = this;
      if (this.#onAir.broadcast.phase !== 'onAir') return refused('broadcast-not-on-air');
      const air = this.#air(actor);
      const cleared = [...clearableLayers.flatMap((layer) => air.cleared(layer)), ...air.slateReleased()];
      const opened = openingDraft(this.#ports.clock.nowMs(), this.#onAir.broadcast.rehearsal, this.#ports.rundown());
      const configured = {
        ...air.of('overlay.configured', this.#ports.overlayConfiguration()),
        broadcastId: opened.broadcastId,
      };
      await this.#append([...cleared, air.of('broadcast.ended', {}), opened, configured]);
      this.#setPrepared(this.#nextUp(null));
      return accepted({ broadcastId });
    });
  }

  configureOverlay(input: CommandParsedInput<'configureOverlay'>, actor: string): Promise<Done> {
    return this.#inTurn(async () => {
      const footer = input.footerText;
      const passed = footer ? await this.gate.pass([{ kind: 'footer', footer }], actor) : done;
      return passed.ok ? this.#append([this.#air(actor).of('overlay.configured', input)]) : passed;
    });
  }

  addNote(text: string, actor: string): Promise<Done> {
    return this.#inTurn(() => this.#append([this.#air(actor).of('note.added', { text })]));
  }

  addMarker(label: string | null, actor: string): Promise<Done> {
    return this.#inTurn(() => this.#append([this.#air(actor).of('marker.added', { label })]));
  }

  /** Puts on record that a command did not happen, so that the review can tell. */
  async recordRefusal(command: CommandName, refusal: { code: string; context: Record<string, unknown> }, actor: string): Promise<void> {
    await this.#append([this.#air(actor).of('command.refused', { command, code: refusal.code, context: refusal.context })]);
  }

  /** The gate first, then OBS, then all entries in one commit; then what comes next is prepared. `prepared` is what was, before this. */
  async #putOnAir(chosen: Prepared, prepared: Prepared, actor: string): Promise<Done> {
    const found = this.#plan.find(chosen);
    if (!found.ok) return found;
    const { segment, product, guest } = found.value;
    const passed = await this.gate.pass(contentsOf(found.value), actor);
    if (!passed.ok) return passed;
    const sceneName = segment && this.#ports.obsSceneName(segment.sceneName);
    const switched =
      segment && sceneName ? await switchWithVideo(this.#ports.obs, this.videos, sceneName, segment.mediaId) : accepted({ video: done });
    if (!switched.ok) return switched;
    const air = this.#air(actor);
    await this.#append([
      ...(segment && sceneName ? air.segmentTaken(segment, sceneName) : []),
      ...(product ? air.cardShown(this.#plan.cardOf(product)) : []),
      ...(guest ? [air.of('lower-third.shown', lowerThirdSchema.parse(guest.guest))] : []),
    ]);
    this.#setPrepared(nextAfter(this.#ports.rundown(), this.#onAir.segment?.segmentId ?? null, chosen, prepared));
    // The segment is on air all the same; that its video stands still has to be said.
    return switched.value.video;
  }

  #air(actor: string): AirDrafts {
    return new AirDrafts(this.#onAir, this.#ports.clock.nowMs(), actor);
  }

  async #append(drafts: EntryDraft[]): Promise<Done> {
    if (drafts.length > 0) await this.#ports.append(drafts);
    return done;
  }

  #nextUp(lastProductId: string | null): Prepared {
    return nextUp(this.#ports.rundown(), this.#onAir.segment?.segmentId ?? null, lastProductId);
  }

  /** A direct choice leaves nothing else prepared than the lower third. */
  #preparedGuest(): Prepared {
    return { ...nothingPrepared, guest: this.#prepared.guest };
  }

  #setPrepared(prepared: Prepared): void {
    if (JSON.stringify(prepared) !== JSON.stringify(this.#prepared)) this.#prepared = prepared;
    this.#state.patch({ prepared: this.#prepared });
    this.#tellPrepared();
  }

  #tellPrepared(): void {
    const { segmentId, productId, guest: choice } = this.#prepared;
    const product = productId === null ? undefined : this.#plan.product(productId);
    const guest = choice === null ? undefined : this.#plan.guest(choice);
    this.#ports.onPrepared({
      card: product ? this.#plan.cardOf(product) : null,
      lowerThird: guest ? lowerThirdSchema.parse(guest) : null,
      segment: (segmentId === null ? undefined : this.#plan.segment(segmentId)) ?? null,
    });
  }

  /** Commands act one after the other: each decides on what the one before it left. */
  #inTurn<T>(command: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(command);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  #view(): PlayoutState {
    const { broadcast, segment, lowerThird, slate, announcement, offer, asRun, shownProductIds, overlayRoute, viewersTotal } = this.#onAir;
    return {
      broadcast,
      segmentOnAir: segment,
      cardOnAir: this.#cardOnAir(),
      lowerThirdOnAir: lowerThird,
      slateHeld: slate,
      prepared: this.#prepared,
      asRun,
      shownProductIds,
      overlayRoute,
      viewersTotal,
      announcementOnAir: announcement,
      offerOnAir: offer,
    };
  }

  /** The very same object as before when nothing on it changed, so that nobody is told. */
  #cardOnAir(): PlayoutState['cardOnAir'] {
    const { card } = this.#onAir;
    if (!card) return null;
    const remaining = this.#ports.remaining(card.sku, card.allocated);
    const shown = this.#state?.get().cardOnAir;
    if (shown && shown.shownAtMs === card.shownAtMs && shown.productId === card.productId && shown.remaining === remaining) return shown;
    return { ...card, remaining };
  }
}
