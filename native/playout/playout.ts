/** Playout: turns an operator's decision into OBS requests and ledger entries, one command after the other. */
import type { CommandName, CommandOutput, CommandParsedInput } from '../contract/commands.ts';
import type { Entry, EntryDraft, EntryKind, EntryBody } from '../contract/entry.ts';
import { type CardOnAir, type LowerThird, lowerThirdSchema } from '../contract/overlay.ts';
import type { PlayoutState } from '../contract/playout.ts';
import type { Product } from '../contract/product.ts';
import { accepted, refused, type Result } from '../contract/refusal.ts';
import type { Guest, Segment } from '../contract/rundown.ts';
import { type LiveState, MutableState } from '../kernel/live-state.ts';
import { nextUp, nothingPrepared, type Prepared } from './next-up.ts';
import { noVideos, type PlayoutVideos } from './videos.ts';
import { foldOnAir, type OnAir } from './on-air.ts';
import { openingDraft } from './opening-draft.ts';
import { openGate, type PlayoutGate, type PlayoutPorts } from './playout-ports.ts';
import { sceneForSlate, slateScenes } from './scene-names.ts';

type Done = Result<Record<string, never>>;
const done: Done = accepted({});

export class Playout {
  readonly #ports: PlayoutPorts;
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
      segmentId: segmentId && this.#segment(segmentId) ? segmentId : null,
      productId: productId && this.#product(productId) ? productId : null,
      guest: guest && this.#guest(guest) ? guest : null,
    };
    if (kept.segmentId || kept.productId || this.#onAir.segment) this.#setPrepared(kept);
    else this.#prepareNext(null);
  }

  prepare(input: CommandParsedInput<'prepare'>): Promise<Done> {
    return this.#inTurn(async () => {
      const { segmentId, productId, guest } = input;
      const segment = segmentId ? this.#segment(segmentId) : null;
      if (segmentId && !segment) return refused('segment-unknown', { segmentId });
      if (productId && !this.#product(productId)) return refused('product-unknown', { productId });
      if (guest && !this.#guest(guest)) return refused('segment-unknown', { segmentId: guest.segmentId });
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

  take(actor: string): Promise<Result<CommandOutput<'take'>>> {
    return this.#inTurn(async () => {
      const { segmentId, productId } = this.#prepared;
      if (!segmentId && !productId) return refused('nothing-prepared');
      if (segmentId) {
        const taken = await this.#takeSegment(segmentId, actor);
        if (!taken.ok) return taken;
      }
      if (productId) {
        const shown = await this.#showCard(productId, actor);
        if (!shown.ok) return shown;
      }
      return accepted({ segmentId, productId, guestId: null });
    });
  }

  takeSegment(segmentId: string, actor: string): Promise<Done> {
    return this.#inTurn(() => this.#takeSegment(segmentId, actor));
  }

  showCard(productId: string, actor: string): Promise<Done> {
    return this.#inTurn(() => this.#showCard(productId, actor));
  }

  /** Card and lower third off program. Nothing on air is no fault: the wish is fulfilled. */
  clear(actor: string): Promise<Done> {
    return this.#inTurn(() => this.#append([...this.#cardCleared(actor), ...this.#lowerThirdCleared(actor)]));
  }

  showLowerThird(input: CommandParsedInput<'showLowerThird'>, actor: string): Promise<Done> {
    return this.#inTurn(async () => {
      const guest = this.#guest(input);
      if (!guest) return refused('segment-unknown', { segmentId: input.segmentId });
      return this.#append([this.#draft('lower-third.shown', lowerThirdSchema.parse(guest), actor)]);
    });
  }

  clearLowerThird(actor: string): Promise<Done> {
    return this.#inTurn(() => this.#append(this.#lowerThirdCleared(actor)));
  }

  /** The overlay covers the picture first, because that needs no OBS; then the slate's scene is switched to, where there is one. */
  holdSlate(input: CommandParsedInput<'holdSlate'>, actor: string): Promise<Done> {
    return this.#inTurn(async () => {
      const mirror = this.#ports.obs.mirror();
      const slateScene = sceneForSlate(this.#ports, input.slate, mirror?.sceneNames ?? []);
      const covered = this.#onAir.coveredSceneName ?? mirror?.programSceneName ?? null;
      await this.#append([this.#draft('slate.held', { slate: input.slate, sceneName: covered }, actor)]);
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
      return this.#append(this.#slateReleased(actor));
    });
  }

  /** Scene, card and lower third as they were at a good moment; says how many of them had to change. A held slate ends. */
  bringBack(
    good: { sceneName: string; productId: string | null; lowerThird: LowerThird | null },
    actor: string,
  ): Promise<Result<{ changed: number }>> {
    return this.#inTurn(async () => {
      const isOther = this.#ports.obs.mirror()?.programSceneName !== good.sceneName;
      const switched = isOther ? await this.#ports.obs.setProgramScene(good.sceneName) : done;
      if (!switched.ok) return switched;
      const { card, lowerThird, slate } = this.#onAir;
      const product = good.productId === null ? undefined : this.#product(good.productId);
      const otherCard = card?.productId !== product?.productId;
      const otherLowerThird = lowerThird?.guestId !== good.lowerThird?.guestId;
      const drafts = this.#slateReleased(actor);
      if (otherCard) drafts.push(...this.#cardCleared(actor));
      if (otherCard && product) drafts.push(this.#draft('card.shown', this.#cardOf(product), actor));
      if (otherLowerThird) drafts.push(...this.#lowerThirdCleared(actor));
      if (otherLowerThird && good.lowerThird) drafts.push(this.#draft('lower-third.shown', good.lowerThird, actor));
      await this.#append(drafts);
      return accepted({ changed: [isOther, slate !== null, otherCard, otherLowerThird].filter(Boolean).length });
    });
  }

  startBroadcast(actor: string): Promise<Result<CommandOutput<'startBroadcast'>>> {
    return this.#inTurn(async () => {
      const { broadcastId } = this;
      if (this.#onAir.broadcast.phase === 'onAir') return refused('broadcast-on-air', { broadcastId });
      await this.#append([this.#draft('broadcast.started', {}, actor)]);
      return accepted({ broadcastId });
    });
  }

  /** Ends the broadcast with nothing left on its overlay, and opens the next one in the same commit. */
  endBroadcast(actor: string): Promise<Result<CommandOutput<'endBroadcast'>>> {
    return this.#inTurn(async () => {
      const { broadcastId } = this;
      if (this.#onAir.broadcast.phase !== 'onAir') return refused('broadcast-not-on-air');
      const cleared = [...this.#cardCleared(actor), ...this.#lowerThirdCleared(actor), ...this.#slateReleased(actor)];
      const opened = openingDraft(this.#ports.clock.nowMs(), this.#onAir.broadcast.rehearsal, this.#ports.rundown());
      const configured = {
        ...this.#draft('overlay.configured', this.#ports.overlayConfiguration(), actor),
        broadcastId: opened.broadcastId,
      };
      await this.#append([...cleared, this.#draft('broadcast.ended', {}, actor), opened, configured]);
      this.#prepareNext(null);
      return accepted({ broadcastId });
    });
  }

  configureOverlay(input: CommandParsedInput<'configureOverlay'>, actor: string): Promise<Done> {
    return this.#inTurn(() => this.#append([this.#draft('overlay.configured', input, actor)]));
  }

  addNote(text: string, actor: string): Promise<Done> {
    return this.#inTurn(() => this.#append([this.#draft('note.added', { text }, actor)]));
  }

  addMarker(label: string | null, actor: string): Promise<Done> {
    return this.#inTurn(() => this.#append([this.#draft('marker.added', { label }, actor)]));
  }

  /** Puts on record that a command did not happen, so that the review can tell. */
  async recordRefusal(command: CommandName, refusal: { code: string; context: Record<string, unknown> }, actor: string): Promise<void> {
    await this.#append([this.#draft('command.refused', { command, code: refusal.code, context: refusal.context }, actor)]);
  }

  async #takeSegment(segmentId: string, actor: string): Promise<Done> {
    const segment = this.#segment(segmentId);
    if (!segment) return refused('segment-unknown', { segmentId });
    const sceneName = this.#ports.obsSceneName(segment.sceneName);
    const { kind, title, guests, plannedMs, mediaId } = segment;
    const cued = mediaId === undefined ? done : await this.videos.cue(mediaId, sceneName);
    if (!cued.ok) return cued;
    const switched = await this.#ports.obs.setProgramScene(sceneName);
    if (!switched.ok) return switched;
    const turned = await (mediaId === undefined ? this.videos.leave() : this.videos.play());
    await this.#append([
      ...this.#slateReleased(actor),
      ...this.#lowerThirdCleared(actor),
      this.#draft('segment.taken', { segmentId, kind, title, sceneName, guests, plannedMs, ...(mediaId && { mediaId }) }, actor),
    ]);
    this.#prepareNext(null);
    // The segment is on air all the same; that its video stands still has to be said.
    return mediaId === undefined || turned.ok ? done : turned;
  }

  async #showCard(productId: string, actor: string): Promise<Done> {
    const product = this.#product(productId);
    if (!product) return refused('product-unknown', { productId });
    const card = this.#cardOf(product);
    await this.#append([...this.#cardCleared(actor), this.#draft('card.shown', card, actor)]);
    this.#prepareNext(productId);
    return done;
  }

  #cardOf(product: Product): CardOnAir {
    const { productId, number, sku, name, unit, priceFen, allocated, placeCode } = product;
    const place = this.#ports.catalogue().places.find((candidate) => candidate.placeCode === placeCode);
    return { slot: 'main', productId, number, sku, name, unit, priceFen, allocated, placeName: place?.name ?? { 'zh-CN': placeCode } };
  }

  #cardCleared(actor: string): EntryDraft[] {
    const { card } = this.#onAir;
    if (!card) return [];
    const shownMs = Math.max(0, this.#ports.clock.nowMs() - card.shownAtMs);
    return [this.#draft('card.cleared', { slot: card.slot, productId: card.productId, shownMs }, actor)];
  }

  #lowerThirdCleared(actor: string): EntryDraft[] {
    const { lowerThird } = this.#onAir;
    return lowerThird ? [this.#draft('lower-third.cleared', { guestId: lowerThird.guestId }, actor)] : [];
  }

  #slateReleased(actor: string): EntryDraft[] {
    const { slate } = this.#onAir;
    if (!slate) return [];
    const heldMs = Math.max(0, this.#ports.clock.nowMs() - slate.heldAtMs);
    return [this.#draft('slate.released', { slate: slate.slate, heldMs }, actor)];
  }

  #draft<K extends EntryKind>(kind: K, body: EntryBody<K>, actor: string): EntryDraft {
    return { kind, body, actor, broadcastId: this.broadcastId, atMs: this.#ports.clock.nowMs() } as EntryDraft;
  }

  async #append(drafts: EntryDraft[]): Promise<Done> {
    if (drafts.length > 0) await this.#ports.append(drafts);
    return done;
  }

  #segment(segmentId: string): Segment | undefined {
    return this.#ports.rundown().segments.find((segment) => segment.segmentId === segmentId);
  }

  #guest({ segmentId, guestId }: { segmentId: string; guestId: string }): Guest | undefined {
    return this.#segment(segmentId)?.guests.find((guest) => guest.guestId === guestId);
  }

  #product(productId: string): Product | undefined {
    return this.#ports.catalogue().products.find((product) => product.productId === productId);
  }

  #prepareNext(lastProductId: string | null): void {
    this.#setPrepared(nextUp(this.#ports.rundown(), this.#onAir.segment?.segmentId ?? null, lastProductId));
  }

  #setPrepared(prepared: Prepared): void {
    if (JSON.stringify(prepared) !== JSON.stringify(this.#prepared)) this.#prepared = prepared;
    this.#state.patch({ prepared: this.#prepared });
    this.#tellPrepared();
  }

  #tellPrepared(): void {
    const product = this.#prepared.productId ? this.#product(this.#prepared.productId) : undefined;
    this.#ports.onPrepared({ card: product ? this.#cardOf(product) : null });
  }

  /** Commands act one after the other: each decides on what the one before it left. */
  #inTurn<T>(command: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(command);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  #view(): PlayoutState {
    const { broadcast, segment, lowerThird, slate, asRun, shownProductIds, overlayRoute, viewersTotal } = this.#onAir;
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
      announcementOnAir: null,
      offerOnAir: null,
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
