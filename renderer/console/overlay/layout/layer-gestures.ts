/** Moving, widening and scaling a layer by pointer and by keys: what is tried on the way, and when it is sent. */
import { type KeyboardEvent, type PointerEvent, useEffect, useRef } from 'react';
import { placedBox } from '../../../../native/contract/default-placements.ts';
import type { Placement } from '../../../../native/contract/layout.ts';
import { designedWay, dragged, type Grip, moved, type Point, type Size } from './placing.ts';
import { type Snap, type SnapLines, snapOf } from './snapping.ts';

export interface LayerGestures {
  placement: Placement;
  /** Of the layer's content, before scaling. */
  height: number;
  stage: Size;
  /** Screen pixels of a designed one. */
  zoom: number;
  /** What it snaps to; null while snapping is off. */
  lines(): SnapLines | null;
  onTry(placement: Placement, lines: Snap['lines']): void;
  onDone(placement: Placement): void;
  onGiveUp(): void;
}

/** A press that moves less only chooses the layer. */
const SLACK_PX = 3;
/** On the screen. */
const SNAP_REACH_PX = 7;
const STEP = 1;
const LONG_STEP = 10;

const ways: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

interface Drag {
  pointerId: number;
  grip: Grip;
  from: Point;
  began: Placement;
  lines: SnapLines | null;
  /** Null while it is no more than a press. */
  last: Placement | null;
}

export function useLayerGestures(gestures: LayerGestures) {
  const drag = useRef<Drag | null>(null);
  /** What held arrow keys have made of it. */
  const stepped = useRef<Placement | null>(null);
  const stopListening = useRef(() => {});
  useEffect(() => () => stopListening.current(), []);

  /** The focus may be elsewhere: a finger's is. */
  function listenForEscape(): void {
    const onKeyDown = (event: globalThis.KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      event.stopPropagation();
      leaveDrag();
      gestures.onGiveUp();
    };
    window.addEventListener('keydown', onKeyDown, { capture: true });
    stopListening.current = () => window.removeEventListener('keydown', onKeyDown, { capture: true });
  }

  function leaveDrag(): void {
    drag.current = null;
    stopListening.current();
  }

  function begin(event: PointerEvent<HTMLElement>, grip: Grip): void {
    if (event.button !== 0 || drag.current) return;
    event.stopPropagation();
    settle();
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = {
      pointerId: event.pointerId,
      grip,
      from: { x: event.clientX, y: event.clientY },
      began: gestures.placement,
      lines: gestures.lines(),
      last: null,
    };
    listenForEscape();
  }

  function move(event: PointerEvent<HTMLElement>): void {
    const now = drag.current;
    if (!now || now.pointerId !== event.pointerId) return;
    const to = { x: event.clientX, y: event.clientY };
    if (!now.last && Math.hypot(to.x - now.from.x, to.y - now.from.y) < SLACK_PX) return;
    const { height, stage, zoom, onTry } = gestures;
    const way = designedWay(now.from, to, zoom);
    const free = dragged(now.began, height, stage, now.grip, way);
    const suspended = event.altKey || event.ctrlKey || event.metaKey;
    const snap = !now.lines || suspended ? null : snapOf(placedBox(free, height), now.grip, now.lines, SNAP_REACH_PX / zoom);
    now.last = snap ? dragged(free, height, stage, now.grip, snap.by) : free;
    onTry(now.last, snap?.lines ?? { x: null, y: null });
  }

  function end(event: PointerEvent<HTMLElement>): void {
    const now = drag.current;
    if (!now || now.pointerId !== event.pointerId) return;
    leaveDrag();
    if (now.last) gestures.onDone(now.last);
  }

  /** Taken away by the system: a call, a gesture of the tablet, another window. */
  function cancel(event: PointerEvent<HTMLElement>): void {
    if (drag.current?.pointerId !== event.pointerId) return;
    leaveDrag();
    gestures.onGiveUp();
  }

  /** True when the key was an arrow. */
  function step(event: KeyboardEvent<HTMLElement>): boolean {
    const way = ways[event.key];
    if (!way || drag.current || event.ctrlKey || event.altKey || event.metaKey) return false;
    const far = event.shiftKey ? LONG_STEP : STEP;
    const { height, stage } = gestures;
    stepped.current = moved(stepped.current ?? gestures.placement, height, stage, { x: way.x * far, y: way.y * far });
    gestures.onTry(stepped.current, { x: null, y: null });
    return true;
  }

  /** Sends what the arrow keys have made, once they are up or the focus goes elsewhere. */
  function settle(): void {
    if (stepped.current) gestures.onDone(stepped.current);
    stepped.current = null;
  }

  /** Escape: what held keys have made is given up; true when there was something. */
  function leave(): boolean {
    if (!stepped.current) return false;
    stepped.current = null;
    gestures.onGiveUp();
    return true;
  }

  return { begin, move, end, cancel, step, settle, leave };
}
