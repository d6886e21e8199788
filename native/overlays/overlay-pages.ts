/** The overlay pages that are open: takes their beats, bounded, and says how each of them is. */
import type { Heartbeat, OverlayPageInfo } from '../contract/overlay-pages.ts';
import type { Clock, Timer } from '../kernel/clock.ts';
import { type LiveState, MutableState } from '../kernel/live-state.ts';
import { type PageSender, WatchedPage } from './watched-page.ts';

/** Beyond this many at once no further page is watched. */
export const MOST_PAGES = 200;
/** A page beats once a second; what comes faster is not looked at. */
export const LEAST_BEAT_MS = 300;
const LOOK_MS = 500;
/** Figures of many pages are told together; a page that comes, goes or is in trouble is told at once. */
const TELL_MS = 1_000;
/** A page whose line broke without an end, or that OBS does not bring back, is not kept for ever. */
const FORGET_MS = 600_000;

export interface OverlayPagesPorts {
  /** The sequence that a page of this view should have painted by now. */
  newestSeq(view: Heartbeat['view']): number;
  clock: Clock;
}

export class OverlayPages {
  readonly #ports: OverlayPagesPorts;
  readonly #state = new MutableState<{ pages: OverlayPageInfo[] }>({ pages: [] });
  /** By connection: one line is one page. */
  readonly #pages = new Map<object, WatchedPage>();
  #timer: Timer | null = null;
  #toldAt = 0;

  constructor(ports: OverlayPagesPorts) {
    this.#ports = ports;
  }

  get state(): LiveState<{ pages: OverlayPageInfo[] }> {
    return this.#state;
  }

  /** False when it is not taken: too soon, another page on the same line, or more pages than are watched. */
  beat(connection: object, sender: PageSender, heartbeat: Heartbeat): boolean {
    const { clock, newestSeq } = this.#ports;
    const at = { wallMs: clock.nowMs(), monotonicMs: clock.monotonicMs() };
    const known = this.#pages.get(connection);
    if (known) {
      if (known.pageId !== heartbeat.pageId || at.monotonicMs - known.beatAt < LEAST_BEAT_MS) return false;
      known.beat(heartbeat, newestSeq(heartbeat.view), at);
      this.#tell();
      return true;
    }
    // A page comes back on a new line after the studio or the network was away.
    for (const [line, page] of this.#pages) {
      const isReplaced = page.isOnProgram && heartbeat.inObs && heartbeat.view === 'program' && page.sender.address === sender.address;
      if (page.pageId === heartbeat.pageId || (page.isGone && isReplaced)) this.#pages.delete(line);
    }
    if (this.#pages.size >= MOST_PAGES && !(isOwn(sender, heartbeat) && this.#giveWay())) return false;
    this.#pages.set(connection, new WatchedPage(sender, heartbeat, at));
    this.#timer ??= clock.after(LOOK_MS, () => this.#look());
    this.#tell();
    return true;
  }

  /** The line of a page has ended. One that OBS showed stays known, because it may have crashed. */
  closed(connection: object): void {
    const page = this.#pages.get(connection);
    if (!page) return;
    if (page.isOnProgram) page.goes(this.#ports.clock.monotonicMs());
    else this.#pages.delete(connection);
    this.#tell();
  }

  /** OBS has ended, or does not hold the page any more: nobody waits for it. */
  forgetGone(): void {
    for (const [line, page] of this.#pages) if (page.isGone) this.#pages.delete(line);
    this.#tell();
  }

  dispose(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#pages.clear();
  }

  /** The page that OBS shows here is watched, however many others there are: the oldest of those is let go. */
  #giveWay(): boolean {
    for (const [line, page] of this.#pages) {
      if (page.isOnProgram && page.sender.address === null) continue;
      return this.#pages.delete(line);
    }
    return false;
  }

  #look(): void {
    const { clock } = this.#ports;
    const nowMs = clock.monotonicMs();
    for (const [line, page] of this.#pages) if (nowMs - page.beatAt > FORGET_MS) this.#pages.delete(line);
    this.#tell();
    this.#timer = this.#pages.size > 0 ? clock.after(LOOK_MS, () => this.#look()) : null;
  }

  #tell(): void {
    const nowMs = this.#ports.clock.monotonicMs();
    const pages = [...this.#pages.values()].map((page) => page.info(nowMs));
    const isNews = JSON.stringify(pages.map(shape)) !== JSON.stringify(this.#state.get().pages.map(shape));
    if (!isNews && nowMs - this.#toldAt < TELL_MS) return;
    this.#toldAt = nowMs;
    this.#state.patch({ pages });
  }
}

function isOwn({ address }: PageSender, { inObs, view }: Heartbeat): boolean {
  return address === null && inObs && view === 'program';
}

function shape({ pageId, trouble, gone, visible }: OverlayPageInfo): unknown {
  return { pageId, trouble, gone, visible };
}
