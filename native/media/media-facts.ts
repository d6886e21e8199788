/** What happens to videos, for the ledger. */
import type { EntryBody } from '../contract/entry.ts';

type FactKind = 'media.added' | 'media.converted' | 'media.failed';
/** With the body of the ledger entry that it becomes, and who did it. */
export type MediaFact = { [K in FactKind]: { kind: K; body: EntryBody<K>; actor: string } }[FactKind];
