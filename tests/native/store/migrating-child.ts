/** A host's start alone, to be killed: brings a file up to date and says when it begins and when it is done. */
import { writeSync } from 'node:fs';
import { createEntryApplier } from '../../../native/ledger/apply-batch.ts';
import { openForWriting } from '../../../native/store/database.ts';

writeSync(1, 'begin\n');
createEntryApplier(openForWriting(process.argv[2] ?? ''));
writeSync(1, 'done\n');
