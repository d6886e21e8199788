/** Requests about what media inputs play, and the players behind them: they open a file, run by the clock and end. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import type { Timer } from '../../kernel/clock.ts';
import { type Fields, RequestFailure, requestCode } from './protocol.ts';
import type { RequestHandler } from './request-handler.ts';
import type { Input, World } from './world.ts';

type Turn = 'PLAYING' | 'PAUSED' | 'STOPPED' | 'ENDED';

interface Player {
  turn: Turn;
  durationMs: number;
  /** Position when the turn began. */
  cursorMs: number;
  sinceMs: number;
  end: Timer | null;
}

const KIND = 'ffmpeg_source';
const ACTION = 'OBS_WEBSOCKET_MEDIA_INPUT_ACTION_';
/** Where files have their index at the front, the movie header is among the first bytes. */
const HEAD_BYTES = 1024 * 1024;
/** Of a file whose length cannot be read here. */
const UNTOLD_MS = 10_000;

const players = new WeakMap<Input, Player>();

export const mediaRequests: Record<string, RequestHandler> = {
  GetMediaInputStatus: (fields, { world }) => {
    const player = players.get(world.input(fields.text('inputName')));
    if (!player) return { mediaState: 'OBS_MEDIA_STATE_NONE', mediaDuration: null, mediaCursor: null };
    const mediaState = `OBS_MEDIA_STATE_${player.turn}`;
    // OBS tells neither once it has stopped.
    if (player.turn === 'STOPPED' || player.turn === 'ENDED') return { mediaState, mediaDuration: null, mediaCursor: null };
    return { mediaState, mediaDuration: player.durationMs, mediaCursor: Math.round(cursorOf(world, player)) };
  },
  TriggerMediaInputAction: (fields, { world }) => {
    const input = world.input(fields.text('inputName'));
    const mediaAction = fields.text('mediaAction');
    act(world, input, mediaAction.replace(ACTION, ''));
    world.emit('MediaInputActionTriggered', { inputName: input.name, mediaAction });
  },
  SetMediaInputCursor: (fields, { world }) => {
    const player = movable(world, fields);
    turnTo(world, world.input(fields.text('inputName')), player, player.turn, fields.number('mediaCursor', 0, Number.MAX_SAFE_INTEGER));
  },
  OffsetMediaInputCursor: (fields, { world }) => {
    const player = movable(world, fields);
    const cursorMs = Math.max(
      0,
      cursorOf(world, player) + fields.number('mediaCursorOffset', -Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
    );
    turnTo(world, world.input(fields.text('inputName')), player, player.turn, cursorMs);
  },
};

/** New settings open the file anew and play it, also when they are the same. */
export function mediaSettingsChanged(world: World, input: Input): void {
  if (input.kind !== KIND) return;
  players.get(input)?.end?.cancel();
  players.delete(input);
  const file = input.settings.local_file;
  if (typeof file !== 'string' || !statSync(file, { throwIfNoEntry: false })?.isFile()) return;
  const player: Player = { turn: 'STOPPED', durationMs: lengthOf(file) ?? UNTOLD_MS, cursorMs: 0, sinceMs: 0, end: null };
  players.set(input, player);
  start(world, input, player, 0);
}

function act(world: World, input: Input, action: string): void {
  const player = players.get(input);
  if (!player) return;
  const { turn } = player;
  if (action === 'PAUSE' && turn === 'PLAYING') turnTo(world, input, player, 'PAUSED', cursorOf(world, player));
  else if (action === 'PLAY' && turn === 'PAUSED') start(world, input, player, player.cursorMs);
  else if (action === 'RESTART' || (action === 'PLAY' && turn !== 'PLAYING')) start(world, input, player, 0);
  else if (action === 'STOP') turnTo(world, input, player, 'STOPPED', 0);
}

function start(world: World, input: Input, player: Player, cursorMs: number): void {
  turnTo(world, input, player, 'PLAYING', cursorMs);
  world.emit('MediaInputPlaybackStarted', { inputName: input.name });
}

function turnTo(world: World, input: Input, player: Player, turn: Turn, cursorMs: number): void {
  player.end?.cancel();
  player.end = null;
  Object.assign(player, { turn, cursorMs, sinceMs: world.clock.monotonicMs() });
  if (turn !== 'PLAYING') return;
  player.end = world.clock.after(Math.max(0, player.durationMs - cursorMs), () => {
    if (input.settings.looping === true) return start(world, input, player, 0);
    turnTo(world, input, player, 'ENDED', 0);
    world.emit('MediaInputPlaybackEnded', { inputName: input.name });
  });
}

function cursorOf(world: World, { turn, cursorMs, sinceMs, durationMs }: Player): number {
  return turn === 'PLAYING' ? Math.min(durationMs, cursorMs + world.clock.monotonicMs() - sinceMs) : cursorMs;
}

function movable(world: World, fields: Fields): Player {
  const player = players.get(world.input(fields.text('inputName')));
  if (player && (player.turn === 'PLAYING' || player.turn === 'PAUSED')) return player;
  throw new RequestFailure(
    requestCode.invalidResourceState,
    'The media input must be playing or paused in order to set the cursor position.',
  );
}

/** From the movie header of an MP4 (ISO/IEC 14496-12, 8.2.2); null where there is none to be read. */
function lengthOf(path: string): number | null {
  const head = Buffer.alloc(HEAD_BYTES);
  const file = openSync(path, 'r');
  const bytes = head.subarray(0, readSync(file, head, 0, HEAD_BYTES, 0));
  closeSync(file);
  const at = bytes.indexOf('mvhd', 0, 'latin1') + 4;
  if (at < 4 || at + 32 > bytes.length) return null;
  const long = bytes[at] === 1;
  const timescale = bytes.readUInt32BE(at + (long ? 20 : 12));
  const units = long ? Number(bytes.readBigUInt64BE(at + 24)) : bytes.readUInt32BE(at + 16);
  return timescale === 0 ? null : Math.round((units * 1000) / timescale);
}
