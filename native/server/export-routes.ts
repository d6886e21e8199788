/** Hands tables of sales out as files: XLSX or CSV, in a chosen language, while their rows are still being read. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { INBOX_ID } from '../contract/entry.ts';
import { idSchema } from '../contract/ids.ts';
import { refused, refusedInput, type Result } from '../contract/refusal.ts';
import { directionOf, type Locale, locales, localeSchema, textIn } from '../contract/text.ts';
import { exportKinds, type ExportKind, exportTable } from '../reports/export-table.ts';
import { csvText } from '../reports/export-text.ts';
import { workbookBytes } from '../reports/export-workbook.ts';
import type { ReportDesk } from '../reports/report-desk.ts';

const querySchema = z.object({
  broadcast: idSchema,
  what: z.enum(exportKinds),
  format: z.enum(['xlsx', 'csv']),
  lang: localeSchema.default('zh-CN'),
  /** Whose differences; without it the newest import's. */
  import: idSchema.optional(),
});

const MEDIA = { xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', csv: 'text/csv; charset=utf-8' } as const;

/** Headings and words of exported tables by language. */
export type ExportTexts = Record<Locale, Readonly<Record<string, string>>>;

/** Reads `<resources>/locales/<locale>/exports.json`; throws when the program's own file is damaged. */
export function loadExportTexts(resourcesFolder: string): ExportTexts {
  const read = (locale: Locale) =>
    z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(join(resourcesFolder, 'locales', locale, 'exports.json'), 'utf8')));
  return Object.fromEntries(locales.map((locale) => [locale, read(locale)])) as ExportTexts;
}

export interface ExportPorts {
  reports: Pick<ReportDesk, 'ask'>;
  texts: ExportTexts;
}

export function registerExports(
  app: FastifyInstance,
  { reports, texts }: ExportPorts,
  isOperator: (request: FastifyRequest) => boolean,
): void {
  app.get('/api/sales/export', async (request, reply) => {
    if (!isOperator(request)) return reply.code(401).send(refused('not-allowed'));
    const query = querySchema.safeParse(request.query);
    if (!query.success) return reply.code(400).send(refusedInput(query.error));
    const { broadcast: broadcastId, what, format, lang: locale } = query.data;
    const named = await nameOf(broadcastId, locale);
    if (!named.ok) return reply.code(404).send(named);
    const importId = await importOf(what, query.data.import);
    if (!importId.ok) return reply.code(404).send(importId);
    const text = (key: string) => texts[locale][key] ?? key;
    const table = exportTable(reports, { kind: what, broadcastId, importId: importId.value, locale, word: (kind) => text(`kind-${kind}`) });
    const headings = table.columns.map(text);
    const sheet = { sheetName: text(what), headings, rows: table.rows, rightToLeft: directionOf(locale) === 'rtl' };
    attach(reply, `${named.value} ${text(what)}.${format}`, MEDIA[format]);
    return reply.send(Readable.from(format === 'xlsx' ? workbookBytes(sheet) : csvText(headings, table.rows), { objectMode: false }));
  });

  async function nameOf(broadcastId: string, locale: Locale): Promise<Result<string>> {
    const answer = await reports.ask('broadcasts', {});
    if (!answer.ok) return answer;
    const broadcast = answer.value.broadcasts.find((each) => each.broadcastId === broadcastId);
    if (broadcast) return { ok: true, value: textIn(broadcast.title, locale) };
    return broadcastId === INBOX_ID ? { ok: true, value: texts[locale]['inbox'] ?? '' } : refused('broadcast-unknown', { broadcastId });
  }

  async function importOf(what: ExportKind, wanted: string | undefined): Promise<Result<string>> {
    if (what !== 'differences') return { ok: true, value: '' };
    const answer = await reports.ask('imports', wanted === undefined ? {} : { importId: wanted });
    if (!answer.ok) return answer;
    const importId = answer.value.imports[0]?.importId;
    return importId === undefined ? refused('import-unknown') : { ok: true, value: importId };
  }
}

/** Names beyond ASCII travel as RFC 8187 has it. */
function attach(reply: FastifyReply, fileName: string, media: string): void {
  const plain = fileName.replaceAll(/[\\/:*?"<>|\p{Cc}]/gu, ' ').trim();
  const encoded = encodeURIComponent(plain).replaceAll(/['()*]/gu, (mark) => `%${mark.charCodeAt(0).toString(16)}`);
  reply.type(media).header('content-disposition', `attachment; filename*=UTF-8''${encoded}`).header('cache-control', 'no-store');
}
