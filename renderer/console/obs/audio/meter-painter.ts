/** Paints all meters of a page on their canvases when levels arrive; React and the page's layout take no part in it. */
import type { Level } from '../../../../native/contract/audio.ts';
import type { StudioClient } from '../../../client/studio-client.ts';
import { CLIP_DB, HIGH_DB, HOT_DB, meterPosition } from './meter-scale.ts';

export interface PaintedMeter {
  canvas: HTMLCanvasElement;
  inputName: string;
  /** Where a louder level goes to. */
  towards: 'up' | 'right';
}

interface Channel {
  shownDb: number;
  heldDb: number;
  heldAtMs: number;
  meanDb: number;
}
interface Shown {
  channels: Channel[];
  /** Sound before a closed fader. */
  closed: boolean;
  clippedAtMs: number;
}

const FLOOR_DB = -100;
/** A peak falls as on the meters of OBS. */
const FALL_DB_PER_S = 26;
const HOLD_MS = 1_500;
const CLIP_MARK_MS = 8_000;
/** Without levels for this long nothing is known any more. */
const STALE_MS = 600;
const CLIP_SHARE = 0.035;

const zones = [
  { toDb: HIGH_DB, on: '#2fae8a', off: '#12332b' },
  { toDb: HOT_DB, on: '#e9dc9c', off: '#35321f' },
  { toDb: 0, on: '#ffb454', off: '#3a2a14' },
] as const;
const CLOSED = '#5d6b79';
const HELD = '#f1f4f7';
const MEAN = '#0e1318';

const painters = new WeakMap<StudioClient, MeterPainter>();

export function painterOf(client: StudioClient): MeterPainter {
  let painter = painters.get(client);
  if (!painter) {
    painter = new MeterPainter(client);
    painters.set(client, painter);
  }
  return painter;
}

class MeterPainter {
  readonly #client: StudioClient;
  readonly #meters = new Map<PaintedMeter, Shown>();
  #stopWatching: (() => void) | null = null;
  #frame = 0;
  #stale: ReturnType<typeof setTimeout> | undefined;
  #paintedAtMs = 0;

  constructor(client: StudioClient) {
    this.#client = client;
  }

  /** Levels are asked for while there is a meter to paint. Returns how to take it away. */
  add(meter: PaintedMeter): () => void {
    this.#meters.set(meter, { channels: [], closed: false, clippedAtMs: -Infinity });
    this.#stopWatching ??= this.#client.topic('meters').subscribe(() => this.#request());
    this.#request();
    return () => {
      this.#meters.delete(meter);
      if (this.#meters.size > 0) return;
      this.#stopWatching?.();
      this.#stopWatching = null;
      cancelAnimationFrame(this.#frame);
      this.#frame = 0;
      clearTimeout(this.#stale);
    };
  }

  /** Paints what is known anew. */
  repaint(): void {
    for (const [meter, shown] of this.#meters) paint(meter, shown, performance.now());
  }

  #request(): void {
    clearTimeout(this.#stale);
    this.#stale = setTimeout(() => this.#paint([]), STALE_MS);
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint(this.#client.topic('meters').get()?.levels ?? []);
    });
  }

  #paint(levels: readonly Level[]): void {
    const nowMs = performance.now();
    const passedMs = Math.min(1000, nowMs - this.#paintedAtMs);
    this.#paintedAtMs = nowMs;
    for (const [meter, shown] of this.#meters) {
      follow(
        shown,
        levels.find(({ inputName }) => inputName === meter.inputName),
        nowMs,
        passedMs,
      );
      paint(meter, shown, nowMs);
    }
  }
}

function follow(shown: Shown, level: Level | undefined, nowMs: number, passedMs: number): void {
  const { peakDb = [], meanDb = [], inputPeakDb = [] } = level ?? {};
  shown.closed = peakDb.every((db) => db <= FLOOR_DB) && inputPeakDb.some((db) => db > FLOOR_DB);
  const heard = shown.closed ? inputPeakDb : peakDb;
  if (shown.channels.length !== heard.length) {
    shown.channels = heard.map(() => ({ shownDb: FLOOR_DB, heldDb: FLOOR_DB, heldAtMs: 0, meanDb: FLOOR_DB }));
  }
  for (const [index, channel] of shown.channels.entries()) {
    const db = heard[index] ?? FLOOR_DB;
    channel.shownDb = Math.max(db, channel.shownDb - (FALL_DB_PER_S * passedMs) / 1000);
    channel.meanDb = shown.closed ? FLOOR_DB : (meanDb[index] ?? FLOOR_DB);
    if (db >= channel.heldDb || nowMs - channel.heldAtMs > HOLD_MS) {
      channel.heldDb = channel.shownDb;
      channel.heldAtMs = nowMs;
    }
  }
  if (!shown.closed && [...peakDb, ...inputPeakDb].some((db) => db >= CLIP_DB)) shown.clippedAtMs = nowMs;
}

function paint({ canvas, towards }: PaintedMeter, { channels, closed, clippedAtMs }: Shown, nowMs: number): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const [width, height] = towards === 'right' ? [canvas.width, canvas.height] : [canvas.height, canvas.width];
  context.resetTransform();
  context.clearRect(0, 0, canvas.width, canvas.height);
  // Painted lying; a standing meter is the same, turned.
  if (towards === 'up') context.setTransform(0, -1, 1, 0, 0, canvas.height);
  const lanes = Math.max(1, channels.length);
  const gap = Math.max(1, Math.round(height / 12));
  const lane = (height - gap * (lanes - 1)) / lanes;
  const clip = Math.max(3, Math.round(width * CLIP_SHARE));
  const length = width - clip - gap;
  for (let index = 0; index < lanes; index += 1) {
    const channel = channels[index];
    const top = index * (lane + gap);
    let from = 0;
    const level = channel ? meterPosition(channel.shownDb) * length : 0;
    for (const { toDb, on, off } of zones) {
      const to = meterPosition(toDb) * length;
      context.fillStyle = off;
      context.fillRect(from, top, to - from, lane);
      context.fillStyle = closed ? CLOSED : on;
      if (level > from) context.fillRect(from, top, Math.min(level, to) - from, lane);
      from = to;
    }
    context.fillStyle = nowMs - clippedAtMs < CLIP_MARK_MS ? HELD : zones[2].off;
    context.fillRect(length + gap, top, clip, lane);
    if (!channel) continue;
    context.fillStyle = MEAN;
    if (channel.meanDb > FLOOR_DB) context.fillRect(meterPosition(channel.meanDb) * length - 1, top, 2, lane);
    context.fillStyle = HELD;
    const held = meterPosition(channel.heldDb) * length;
    if (held > 1) context.fillRect(Math.min(length - 2, held - 1), top, 2, lane);
  }
}
