/** A studio's side for the tests over NATS: batches of made-up entries, a line without limits, and the transport itself. */
import { gzipSync } from 'node:zlib';
import type { NatsDestination, UplinkState } from '../../../../native/contract/upstream.ts';
import { type Clock, systemClock } from '../../../../native/kernel/clock.ts';
import { MutableState } from '../../../../native/kernel/live-state.ts';
import { openNats } from '../../../../native/sync/jetstream/jetstream-transport.ts';
import type { Batch, Transport } from '../../../../native/sync/transport.ts';
import type { Uplink } from '../../../../native/sync/uplink.ts';

export const STUDIO = 'hetian.1';
export const SECRET = `whsec_${Buffer.from('the secret of studio one, 32 by.').toString('base64')}`;

export class RecordedUplink implements Uplink {
  readonly state = new MutableState<UplinkState>({ reason: 'off-air', rateBytes: null, capKbps: null, sentBytes: 0, congestion: null });
  taken: number[] = [];
  roundTrips: number[] = [];
  async take(bytes: number): Promise<void> {
    this.taken.push(bytes);
  }
  requestBytes = () => Number.POSITIVE_INFINITY;
  answered(_way: string, roundTripMs: number): void {
    this.roundTrips.push(roundTripMs);
  }
}

export interface StudioOptions {
  server: string;
  secret?: string;
  login?: string | null;
  user?: string;
  studioId?: string;
  clock?: Clock;
  uplink?: RecordedUplink;
}

export function natsStudio(options: StudioOptions): Transport {
  const { server, secret = SECRET, login = null, user, studioId = STUDIO, clock = systemClock, uplink = new RecordedUplink() } = options;
  const config: NatsDestination = { type: 'nats', destinationId: 'office', server, ...(user === undefined ? {} : { user }) };
  const opened = openNats(config, { secret, login, studioId: () => studioId, uplink, clock });
  if (!opened.ok) throw new Error(`refused: ${opened.refusal.code}`);
  return opened.value.transport;
}

/** Lines as a studio sends them. `filler` makes each entry so many bytes longer, with text that does not compress. */
export function batchOf(firstSeq: number, lastSeq: number, { studioId = STUDIO, filler = 0, lane = '' } = {}): Batch {
  let text = '';
  let state = firstSeq;
  const noise = () => {
    let made = '';
    while (made.length < filler) {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      made += state.toString(36);
    }
    return made.slice(0, filler);
  };
  for (let seq = firstSeq; seq <= lastSeq; seq += 1) {
    const entry = {
      studioId,
      seq,
      broadcastId: 'bc-1',
      kind: 'note.added',
      atMs: 1_588_300_000_000 + seq,
      actor: 'operator:desk',
      body: { text: noise() },
    };
    text += `${JSON.stringify(entry)}\n`;
  }
  return {
    id: `${studioId}/${firstSeq}-${lastSeq}${lane && `/${lane}`}`,
    studioId,
    firstSeq,
    lastSeq,
    entries: lastSeq - firstSeq + 1,
    plainBytes: text.length,
    body: new Uint8Array(gzipSync(text, { level: 1 })),
  };
}

export const never = new AbortController().signal;
