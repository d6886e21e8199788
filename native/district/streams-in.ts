/** Takes in what studios have put into the streams of NATS servers, through the same door as what they send by HTTPS. */
import { accepted, refused, type Result } from '../contract/refusal.ts';
import type { ReceiverAbility } from '../contract/upstream.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Logger } from '../kernel/logger.ts';
import { StreamConsumer, type StreamMessage, type Taking } from '../sync/jetstream/consumer.ts';
import { natsAuthenticator } from '../sync/jetstream/nats-link.ts';
import { officeKeyOf } from './nats-accounts.ts';
import type { StudioDoor } from './studio-door.ts';
import type { StudioKeys } from './studio-keys.ts';

export interface StreamsIn {
  /** True without any server. */
  isConnected(): boolean;
  dispose(): Promise<void>;
}

interface StreamsAccess {
  servers: readonly string[];
  user: string | null;
  login: string | null;
}

interface StreamsPorts {
  keys: StudioKeys;
  door: StudioDoor;
  clock: Clock;
  logger: Logger;
}

/** Nothing is asked back over a stream, so nothing can be compared. */
const ACCEPTS: readonly ReceiverAbility[] = ['summary', 'any-order'];

/** Begins at once; a server that is away is tried again. Refuses a login that cannot be one. */
export function openStreams({ servers, user, login }: StreamsAccess, { keys, door, clock, logger }: StreamsPorts): Result<StreamsIn> {
  const authenticator = natsAuthenticator({ ...(user !== null && { user }), login, key: officeKeyOf(keys.officeToken) });
  if (!authenticator) return refused('option-invalid', { option: 'DISTRICT_NATS_LOGIN', value: '…' });
  const consumers = servers.map(
    (server) =>
      new StreamConsumer({
        access: { server, authenticator, inboxPrefix: '_INBOX.office' },
        accepts: ACCEPTS,
        keyOf: (studioId) => keys.keyOf(studioId),
        take: (message) => taken(door, message),
        clock,
        logger,
      }),
  );
  return accepted({
    isConnected: () => consumers.every((consumer) => consumer.state.get().connected),
    async dispose() {
      await Promise.all(consumers.map((consumer) => consumer.dispose()));
    },
  });
}

/** A delivery with entries that could never be counted is put aside too, though the others of it are stored: here nobody is answered. */
async function taken(door: StudioDoor, { kind, studioId, headers, body }: StreamMessage): Promise<Taking> {
  const encoding = String(headers['content-encoding'] ?? 'identity');
  if (kind === 'summary') {
    const kept = await door.summary(studioId, body, encoding);
    return kept.ok ? { kind: 'stored' } : { kind: 'refused', refusal: kept.refusal };
  }
  const stored = await door.entries(studioId, body, encoding);
  if (!stored.ok) return { kind: 'refused', refusal: stored.refusal };
  const [never] = stored.value.answer.refused ?? [];
  return never
    ? { kind: 'refused', refusal: refused('event-invalid', { at: String(never.seq), problem: never.message }).refusal }
    : { kind: 'stored' };
}
