/** A whole studio and a whole district as processes of their own, a line between them, and what both hold compared from outside. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { type Board, boardSchema, type EntriesAnswer, entriesAnswerSchema } from '../../native/contract/district.ts';
import { type BroadcastDigest, broadcastDigestSchema, type DestinationConfig, type SyncState } from '../../native/contract/upstream.ts';
import { broadcastDigest } from '../../native/ledger/entry-digest.ts';
import { ENTRY_COLUMNS, type EntryRow } from '../../native/ledger/entry-row.ts';
import { outsideLine } from '../../native/ledger/outside-line.ts';
import { keyOfSecret, newSecret, signedHeaders } from '../../native/orders/standard-webhooks.ts';
import { freePort } from './nats.ts';
import { type ReadyProcess, startReadyProcess } from './ready-process.ts';
import { Shop } from './shop.ts';
import { type Desk, openDesk, ROOT } from './test-host.ts';

export const STUDIO_ID = 'hetian-1';
const SOURCE = 'shop';
const FEED_SECRET = newSecret();
const LOOK_AGAIN_MS = 100;

export class UpstreamRig {
  readonly folder: string;
  readonly districtPort: number;
  /** The key by which the district knows the studio. */
  readonly secret: string;
  readonly shop: Shop;
  studio!: ReadyProcess;
  district!: ReadyProcess;
  #desk: Desk | null = null;
  #sync: (() => SyncState | undefined) | null = null;
  readonly #districtArguments: readonly string[];

  private constructor(folder: string, districtPort: number, secret: string, districtArguments: readonly string[]) {
    this.folder = folder;
    this.districtPort = districtPort;
    this.secret = secret;
    this.#districtArguments = districtArguments;
    this.shop = new Shop({ origin: () => this.studio.origin, source: SOURCE, secret: FEED_SECRET });
  }

  /** Makes both data folders; nothing runs yet. */
  static async prepare(folder: string, districtArguments: readonly string[] = []): Promise<UpstreamRig> {
    const studioFolder = join(folder, 'studio');
    mkdirSync(studioFolder, { recursive: true });
    writeFileSync(join(studioFolder, 'feeds.json'), JSON.stringify([{ source: SOURCE, type: 'generic', secretEnv: 'RIG_FEED_SECRET' }]));
    const added = execFileSync(
      process.execPath,
      [join(ROOT, 'scripts/district.ts'), 'studios', 'add', STUDIO_ID, '--data', join(folder, 'district')],
      { encoding: 'utf8' },
    );
    const secret = /whsec_[A-Za-z0-9+/=]+/u.exec(added)?.[0];
    if (!secret) throw new Error(`the district gave no key: ${added}`);
    return new UpstreamRig(folder, await freePort(), secret, districtArguments);
  }

  setDestinations(destinations: readonly DestinationConfig[]): void {
    writeFileSync(join(this.folder, 'studio', 'upstream.json'), JSON.stringify({ destinations }));
  }

  /** `secretEnv` of every destination of the rig. */
  static readonly SECRET_ENV = 'RIG_UPSTREAM_SECRET';

  async startStudio(environment: Readonly<Record<string, string>> = {}): Promise<void> {
    this.#forgetDesk();
    this.studio = await startReadyProcess({
      command: [process.execPath, join(ROOT, 'scripts/studio.ts'), '--data', join(this.folder, 'studio'), '--port', '0'],
      environment: { STUDIO_ID, RIG_FEED_SECRET: FEED_SECRET, [UpstreamRig.SECRET_ENV]: this.secret, ...environment },
      ready: /studio ready (\S+)\n/u,
    });
  }

  async startDistrict(): Promise<void> {
    const place = ['--data', join(this.folder, 'district'), '--port', String(this.districtPort)];
    this.district = await startReadyProcess({
      command: [process.execPath, join(ROOT, 'scripts/district.ts'), ...place, ...this.#districtArguments],
      ready: /district ready (\S+)\n/u,
    });
  }

  get desk(): Desk {
    this.#desk ??= openDesk(this.studio);
    return this.#desk;
  }

  /** The topic `sync` as a console sees it; undefined before its first message. */
  get sync(): SyncState | undefined {
    this.#sync ??= this.desk.watch('sync');
    return this.#sync();
  }

  async health(): Promise<{ status: string; sync: string; ledgerSeq: number }> {
    return (await (await fetch(`${this.studio.origin}/healthz`)).json()) as never;
  }

  /** Waits until everything is acknowledged and nothing is parked; throws with what is in the way. */
  async delivered(limitMs: number): Promise<void> {
    const all = ({ headSeq, destinations }: SyncState) =>
      destinations.every((one) => one.acknowledgedSeq >= headSeq && one.backlogEntries === 0 && one.parkedCount === 0);
    await this.until((state) => all(state), limitMs);
  }

  async until(isSo: (state: SyncState) => boolean, limitMs: number): Promise<void> {
    const untilMs = performance.now() + limitMs;
    for (;;) {
      const state = this.sync;
      if (state && isSo(state)) return;
      if (performance.now() > untilMs) throw new Error(`not so in time: ${JSON.stringify(state)}`);
      await pause(LOOK_AGAIN_MS);
    }
  }

  async stop(): Promise<void> {
    this.#forgetDesk();
    await this.studio?.stop();
    await this.district?.stop();
  }

  /** The studio's ledger, read from its file. */
  ledger(): { rows: EntryRow[]; grossFen: number; refundedFen: number; orderCount: number } {
    const database = new Database(join(this.folder, 'studio', 'studio.db'), { readonly: true });
    const rows = database.prepare<[], EntryRow>(`SELECT ${ENTRY_COLUMNS} FROM entry ORDER BY seq`).all();
    const sums = 'sum(gross_fen) AS grossFen, sum(refunded_fen) AS refundedFen, sum(order_count) AS orderCount';
    const figures = database
      .prepare<[], { grossFen: number; refundedFen: number; orderCount: number }>(`SELECT ${sums} FROM broadcast_sales`)
      .get()!;
    database.close();
    return { rows, ...figures };
  }

  /** What both hold, broadcast by broadcast, each computed on its own side. */
  async digests(): Promise<{ ours: BroadcastDigest[]; theirs: BroadcastDigest[] }> {
    const byBroadcast = Map.groupBy(this.ledger().rows, (row) => row.broadcast_id);
    const ours = [...byBroadcast].map(([broadcastId, rows]) =>
      broadcastDigest(
        broadcastId,
        rows.map((row) => ({ seq: row.seq, line: outsideLine(STUDIO_ID, row) })),
      ),
    );
    const theirs: BroadcastDigest[] = [];
    for (const { broadcastId } of ours) theirs.push(await this.#theirDigest(broadcastId));
    return { ours, theirs };
  }

  /** Every entry that the district holds, newest first, page by page. */
  async theirEntries(): Promise<EntriesAnswer['entries']> {
    const all: EntriesAnswer['entries'] = [];
    for (let before: number | null = Number.MAX_SAFE_INTEGER; before !== null;) {
      const answer = await this.#office(`/api/entries?studio=${STUDIO_ID}&limit=500&before=${before}`);
      const page: EntriesAnswer = entriesAnswerSchema.parse(answer);
      all.push(...page.entries);
      before = page.next;
    }
    return all;
  }

  /** The highest number that the district can show. */
  async theirNewest(): Promise<number> {
    const { entries } = entriesAnswerSchema.parse(await this.#office(`/api/entries?studio=${STUDIO_ID}&limit=1`));
    return entries[0]?.seq ?? 0;
  }

  async board(): Promise<Board> {
    return boardSchema.parse(await this.#office('/api/board?period=all'));
  }

  async #theirDigest(broadcastId: string): Promise<BroadcastDigest> {
    const id = `${STUDIO_ID}/digest/${broadcastId}`;
    const address = `${this.district.origin}/v1/studios/${STUDIO_ID}/broadcasts/${encodeURIComponent(broadcastId)}/digest`;
    const answer = await fetch(address, { headers: signedHeaders(keyOfSecret(this.secret)!, id, Date.now(), '') });
    return broadcastDigestSchema.parse(await answer.json());
  }

  async #office(path: string): Promise<unknown> {
    const token = new URL(this.district.url).searchParams.get('token')!;
    const answer = await fetch(`${this.district.origin}${path}${path.includes('?') ? '&' : '?'}token=${token}`);
    if (!answer.ok) throw new Error(`the district answered ${answer.status} to ${path}`);
    return answer.json();
  }

  #forgetDesk(): void {
    this.#desk?.close();
    this.#desk = null;
    this.#sync = null;
  }
}
