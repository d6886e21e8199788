/** A gate on the program's own rules, with a ledger that only remembers, for tests. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { AirGate } from '../../../native/compliance/air-gate.ts';
import type { Content } from '../../../native/compliance/contents.ts';
import { subjectOf } from '../../../native/compliance/contents.ts';
import { Decisions } from '../../../native/compliance/decisions.ts';
import { GateDesk } from '../../../native/compliance/gate-desk.ts';
import { heldBackBy } from '../../../native/compliance/guest-rules.ts';
import { Judge } from '../../../native/compliance/judge.ts';
import { ProducerCode } from '../../../native/compliance/producer-code.ts';
import { RuleFilesStore } from '../../../native/compliance/rule-files.ts';
import type { Entry, EntryDraft, EntryKind } from '../../../native/contract/entry.ts';
import { type Evidence, subjectKey } from '../../../native/contract/gate.ts';
import type { Product } from '../../../native/contract/product.ts';
import type { Guest, Segment } from '../../../native/contract/rundown.ts';
import type { SecretStore } from '../../../native/kernel/secret-store.ts';
import { manualClock } from '../manual-clock.ts';

export const RESOURCES = join(import.meta.dirname, '..', '..', '..', 'resources');
export const ACTOR = 'operator:desk';
export const DAY_MS = 86_400_000;

export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gate-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function memorySecrets(): SecretStore & { kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    get: (name) => kept.get(name) ?? null,
    set: (name, value) => void kept.set(name, value),
    remove: (name) => void kept.delete(name),
  };
}

export function openRig(folder = newFolder(), stored: readonly Entry[] = []) {
  const clock = manualClock();
  const rules = new RuleFilesStore({ resourcesFolder: RESOURCES, folder, nowMs: () => clock.nowMs() });
  const decisions = new Decisions();
  decisions.apply(stored);
  const entries: Entry[] = [...stored];
  const plan = new Map<string, Content>();
  const products = new Map<string, Product>();
  const papers = new Map<string, Evidence>();
  const onAir = { sinceMs: null as number | null };
  const deals = { lowest: null as number | null, last: null as number | null, asked: [] as unknown[] };
  const onScreen: Guest[] = [];
  const judge = new Judge({
    clock,
    rules: () => rules,
    deals: {
      lowest(sku, fromMs, toMs) {
        deals.asked.push([sku, fromMs, toMs]);
        return deals.lowest;
      },
      last: () => deals.last,
    },
    onAirSinceMs: () => onAir.sinceMs,
    hasPaper: (evidenceId) => papers.has(evidenceId),
    product: (productId) => products.get(productId),
    decisions,
  });
  const append = async (drafts: EntryDraft[]) => {
    const added = drafts.map((draft, at) => ({ ...draft, seq: entries.length + at + 1 })) as Entry[];
    entries.push(...added);
    decisions.apply(added);
  };
  const secrets = memorySecrets();
  const producer = new ProducerCode(secrets, clock);
  const ports = { clock, judge, producer, broadcastId: () => 'bc-1', append };
  const air = new AirGate({
    ...ports,
    decisions,
    heldBack: (guests) => heldBackBy(guests ?? onScreen, rules.files.guests),
    planned: (subject) => plan.get(subjectKey(subject)) ?? null,
    findPaper: (evidenceId) => papers.get(evidenceId) ?? null,
  });
  let rulesToldTimes = 0;
  const desk = new GateDesk({ ...ports, air, rules, papers: () => [...papers.values()], onRules: () => (rulesToldTimes += 1) });
  return {
    clock,
    rules,
    judge,
    air,
    desk,
    secrets,
    producer,
    plan,
    products,
    papers,
    deals,
    onAir,
    onScreen,
    entries,
    rulesTold: () => rulesToldTimes,
    put: (content: Content) => void plan.set(subjectKey(subjectOf(content)), content),
    bodies: <K extends EntryKind>(kind: K) =>
      entries.flatMap((entry) => (entry.kind === kind ? [entry.body as Extract<Entry, { kind: K }>['body']] : [])),
    rulesIn: (content: Content) =>
      judge.judge(content).findings.map(({ rule, severity, at, found }) => [severity, rule, at, found].join(' ').trim()),
  };
}

export function product(changes: Partial<Product> = {}): Product {
  return {
    productId: 'p-1',
    number: 1,
    sku: 'HT-1',
    name: { 'zh-CN': '薄皮核桃' },
    placeCode: 'HTX',
    unit: { 'zh-CN': '1 千克' },
    priceFen: 2280,
    allocated: 100,
    ...changes,
  };
}

export function guest(changes: Partial<Guest> = {}): Guest {
  return {
    guestId: 'g-1',
    name: { 'zh-CN': '林小满' },
    role: { 'zh-CN': '美食主播' },
    guestClass: 'influencer',
    consent: { signedAtMs: 0, untilAtMs: DAY_MS, replay: true },
    ...changes,
  };
}

export function segment(changes: Partial<Segment> = {}): Segment {
  return {
    segmentId: 's-1',
    kind: 'influencer',
    title: { 'zh-CN': '和田县：好物专场' },
    sceneName: 'Main',
    guests: [],
    productIds: [],
    plannedMs: 60_000,
    ...changes,
  };
}

export function paper(evidenceId: string): Evidence {
  return { evidenceId, fileName: 'a.pdf', bytes: 10, digest: 'd'.repeat(64), addedAtMs: 0 };
}
