/** Compares one broadcast with what a destination holds of it: hash, then blocks, then the entries of blocks that differ. */
import { accepted, type Result } from '../contract/refusal.ts';
import type { BlockDigest, BroadcastDigest, ReconciledBroadcast } from '../contract/upstream.ts';
import type { BlockHash } from '../ledger/entry-digest.ts';
import type { Waits } from './outbox.ts';

/** An entry of the ledger with the digest of its line, as in `blockDigestSchema`. */
interface LedgerBlockEntry {
  readonly seq: number;
  readonly kind: string;
  readonly hash: string;
}

/** Null: the other side does not know the broadcast. */
export interface BlockSources {
  /** What waits now. */
  waits(): Waits;
  theirs(block: number): Promise<Result<BlockDigest | null>>;
  ours(block: number): Promise<Result<readonly LedgerBlockEntry[]>>;
}

/** Numbers named of each kind. */
const NAMED_LIMIT = 1000;

interface Found {
  readonly missing: number[];
  readonly extra: number[];
  readonly differing: number[];
  waiting: number;
}

/**
 * `waits` was asked before `theirs`, and `own` read after it: what was acknowledged by then must be among theirs, and what is
 * theirs among ours, however much arrives meanwhile. The same holds for each block.
 */
export async function compareBroadcast(
  own: BroadcastDigest,
  theirs: BroadcastDigest | null,
  waits: Waits,
  sources: BlockSources,
): Promise<Result<ReconciledBroadcast>> {
  const found: Found = { missing: [], extra: [], differing: [], waiting: 0 };
  const outcome = (state: ReconciledBroadcast['state']): Result<ReconciledBroadcast> => {
    const { missing, extra, differing } = found;
    const { broadcastId, entries } = own;
    return accepted({ broadcastId, state, entries, theirEntries: theirs?.entries ?? null, missing, extra, differing });
  };
  if (!theirs) return outcome('unknown');
  if (theirs.hash === own.hash && theirs.entries === own.entries) return outcome('same');

  const theirBlocks = new Map(theirs.blocks.map((block) => [block.block, block]));
  const ownBlocks = new Map(own.blocks.map((block) => [block.block, block]));
  const numbers = [...new Set([...ownBlocks.keys(), ...theirBlocks.keys()])].sort((a, b) => a - b);
  for (const number of numbers) {
    if (sameBlock(ownBlocks.get(number), theirBlocks.get(number))) continue;
    const compared = theirBlocks.has(number) ? await askedBlock(number, sources, found) : await absentBlock(number, waits, sources, found);
    if (!compared.ok) return compared;
    if (!compared.value) return outcome('unknown');
    // More cannot be named; sending these again and comparing anew finds the rest.
    if ([found.missing, found.extra, found.differing].some((list) => list.length >= NAMED_LIMIT)) break;
  }
  for (const list of [found.missing, found.extra, found.differing]) list.splice(NAMED_LIMIT);
  const differs = found.missing.length + found.extra.length + found.differing.length > 0;
  return outcome(differs ? 'differs' : found.waiting > 0 ? 'waits' : 'same');
}

function sameBlock(own: BlockHash | undefined, theirs: BlockHash | undefined): boolean {
  return own !== undefined && theirs !== undefined && own.hash === theirs.hash && own.entries === theirs.entries;
}

/** They hold nothing of it, so there is nothing to ask. */
async function absentBlock(block: number, waits: Waits, sources: BlockSources, found: Found): Promise<Result<boolean>> {
  const ours = await sources.ours(block);
  if (!ours.ok) return ours;
  addAbsent(ours.value, waits, found);
  return accepted(true);
}

/** False: they no longer know the broadcast. */
async function askedBlock(block: number, sources: BlockSources, found: Found): Promise<Result<boolean>> {
  const waits = sources.waits();
  const theirs = await sources.theirs(block);
  if (!theirs.ok) return theirs;
  if (!theirs.value) return accepted(false);
  const ours = await sources.ours(block);
  if (!ours.ok) return ours;
  const held = new Map(theirs.value.entries);
  addAbsent(
    ours.value.filter(({ seq }) => !held.has(seq)),
    waits,
    found,
  );
  for (const { seq, hash } of ours.value) {
    const theirHash = held.get(seq);
    held.delete(seq);
    if (theirHash !== undefined && theirHash !== hash) found.differing.push(seq);
  }
  found.extra.push(...held.keys());
  return accepted(true);
}

function addAbsent(absent: readonly LedgerBlockEntry[], waits: Waits, found: Found): void {
  for (const { seq, kind } of absent) {
    if (waits(seq, kind)) found.waiting += 1;
    else found.missing.push(seq);
  }
}
