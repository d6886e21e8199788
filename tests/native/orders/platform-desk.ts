/** A desk that takes a platform's pushes: real storage, feeds and ingest. */
import { join } from 'node:path';
import type { Refusal } from '../../../native/contract/refusal.ts';
import { systemClock } from '../../../native/kernel/clock.ts';
import { type Logger, silentLogger } from '../../../native/kernel/logger.ts';
import { type FeedSetup, Feeds } from '../../../native/orders/feeds.ts';
import { Ingest, type IngestReply } from '../../../native/orders/ingest.ts';
import { OrderIntake } from '../../../native/orders/order-intake.ts';
import { openFileSecrets } from '../../../native/store/file-secrets.ts';
import { openTestStorage, temporaryFolder, type TestStorage } from '../store/test-storage.ts';
import { NOW_S, type Push, type Sender } from './platform-senders.ts';

const clock = { ...systemClock, nowMs: () => NOW_S * 1000 };

export interface PlatformDesk {
  folder: string;
  storage: TestStorage;
  feeds: Feeds;
  ingest: Ingest;
  deliver(push: Push): Promise<IngestReply>;
  /** What the ledger holds, without frames. */
  stored(): { kind: string; body: Record<string, unknown> }[];
}

/** `source` is the feed's name. */
export async function platformDesk(
  { type, appId, secret, secondSecret }: Pick<Sender, 'type' | 'appId' | 'secret' | 'secondSecret'>,
  { source = 'shop', logger = silentLogger, ...setup }: Partial<FeedSetup> & { logger?: Logger } = {},
): Promise<PlatformDesk> {
  const folder = temporaryFolder();
  const storage = await openTestStorage(folder);
  const secrets = openFileSecrets(join(folder, 'secrets.json'));
  if (!secrets.ok) throw new Error(secrets.refusal.code);
  const feeds = Feeds.open({ path: join(folder, 'feeds.json'), secrets: secrets.value, environment: {}, clock });
  if (!feeds.ok) throw new Error(feeds.refusal.code);
  const saved = feeds.value.save({ ...setup, source, type, appId, secret, secondSecret });
  if (!saved.ok) throw new Error(saved.refusal.code);
  const intake = new OrderIntake({ append: (drafts) => storage.ledger.append(drafts), attribute: () => 'bc-1', clock });
  const ingest = new Ingest({ feeds: feeds.value, intake, clock, wallMs: () => NOW_S * 1000, logger });
  return {
    folder,
    storage,
    feeds: feeds.value,
    ingest,
    deliver: (push) => ingest.accept({ ...push, source, sentence: ({ code }: Refusal) => `sentence of ${code}` }),
    stored: () =>
      storage.reader
        .all<{ kind: string; body: string }>('SELECT kind, body FROM entry ORDER BY seq')
        .map(({ kind, body }) => ({ kind, body: JSON.parse(body) as Record<string, unknown> })),
  };
}
