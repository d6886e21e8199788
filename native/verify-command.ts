/** `npm run studio -- verify`: recomputes the book of a data folder and says what differs, also while a studio is running on it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { formatYuan } from './contract/money.ts';
import { accepted, refused, type Result } from './contract/refusal.ts';
import { verifyBook, type VerifyFinding, type VerifyReport } from './ledger/verify.ts';
import type { Sentences } from './server/sentences.ts';
import { migrationSteps, versionOf } from './store/migrations.ts';
import { storageFailureOf } from './store/storage-failure.ts';

/** True when nothing differs. Refused when there is no database, or one of another version. */
export function verifyDataFolder(dataFolder: string, sentences: Sentences, say: (line: string) => void): Result<boolean> {
  const path = join(dataFolder, 'studio.db');
  if (!existsSync(path)) return refused('not-found');
  try {
    const version = readVersion(path);
    if (version > migrationSteps.length) return refused('storage-newer', { file: path, version, known: migrationSteps.length });
    if (version < migrationSteps.length) return refused('storage-older', { file: path });
    const report = verifyBook(path);
    tell(report, sentences, say);
    return accepted(report.findingCount === 0);
  } catch (error) {
    const failure = storageFailureOf(error, path);
    if (!failure) throw error;
    return refused(failure.code, failure.context);
  }
}

function readVersion(path: string): number {
  const database = new Database(path, { readonly: true, fileMustExist: true });
  try {
    return versionOf(database);
  } finally {
    database.close();
  }
}

function tell(report: VerifyReport, { host }: Sentences, say: (line: string) => void): void {
  const { entries, headSeq, links, grossFen, refundedFen, findings, findingCount } = report;
  const money = { gross: formatYuan(grossFen), refunded: formatYuan(refundedFen) };
  say(host('verifyRead', { entries, headSeq, checked: links.checked, unchecked: links.unchecked, tables: report.tables.length }));
  say(host('verifyTotals', money));
  for (const finding of findings) say(line(finding));
  if (findingCount > findings.length) say(host('verifyMore', { more: findingCount - findings.length }));
  say(findingCount === 0 ? host('verifyWhole') : host('verifyDiffers', { count: findingCount }));
}

/** For a person with the database at hand, in the terms of its tables. */
function line({ what, where, stored, recomputed }: VerifyFinding): string {
  return `- ${what} ${where}: ${stored}${recomputed === '' ? '' : ` ≠ ${recomputed}`}`;
}
