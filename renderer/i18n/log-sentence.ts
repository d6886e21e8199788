/** A line of the log as a sentence: which text, and the values in it, in the reader's language. */
import type { TFunction } from 'i18next';
import { entryBodies, type EntryBody, type EntryKind } from '../../native/contract/entry.ts';
import type { LogLine } from '../../native/contract/studio.ts';
import type { LocalText } from '../../native/contract/text.ts';
import { count, duration, money } from './formats.ts';

type Text = (text: LocalText) => string;
type Values = Record<string, string | number>;

/** Which of several sentences of a kind, and its values. */
interface Wording {
  variant?: string;
  values?: Values;
}

type Wordings = { [K in EntryKind]?: (body: EntryBody<K>, text: Text, t: TFunction) => Wording };

const paid = (body: EntryBody<'order.created'>): Wording => ({
  values: { order: body.orderId, title: body.lines[0]?.title ?? '', count: body.lines.reduce((sum, line) => sum + line.quantity, 0) },
});

const wordings: Wordings = {
  'broadcast.opened': (body) => ({ variant: body.rehearsal ? 'rehearsal' : 'air' }),
  'segment.taken': (body, text) => ({ values: { title: text(body.title), scene: body.sceneName } }),
  'card.shown': (body, text) => ({ values: { number: body.number, name: text(body.name), price: money(body.priceFen) } }),
  'card.cleared': (body) => ({ values: { shown: duration(body.shownMs) } }),
  'lower-third.shown': (body, text) => ({ values: { name: text(body.name), role: text(body.role) } }),
  'slate.held': (body, _text, t) => ({ values: { slate: t(`slate.${body.slate}`) } }),
  'slate.released': (body, _text, t) => ({ values: { slate: t(`slate.${body.slate}`), held: duration(body.heldMs) } }),
  'overlay.routed': (body, _text, t) => ({ values: { route: t(`overlay.route.${body.route}`) } }),
  'scene.changed': (body) => ({ variant: body.byStudio ? 'byStudio' : 'byHand', values: { scene: body.sceneName } }),
  'stream.changed': (body) => ({ variant: body.active ? 'on' : 'off' }),
  'record.changed': (body) => ({ variant: body.active ? 'on' : 'off' }),
  'obs.ready': (body): Wording =>
    body.outageMs === null
      ? { variant: 'first', values: { version: body.obsVersion } }
      : { variant: 'again', values: { outage: duration(body.outageMs) } },
  'command.refused': (body, _text, t) => ({
    values: { command: t(`commands.${body.command}`), sentence: t(body.code, { ns: 'refusals', ...body.context }) },
  }),
  'order.created': paid,
  'order.paid': (body) => ({ values: { ...paid(body).values, amount: money(body.amountFen) } }),
  'order.amended': (body) => ({ values: { order: body.orderId, amount: money(body.amountFen) } }),
  'order.assigned': (body) => ({ variant: body.reason, values: { order: body.orderId } }),
  'stock.reported': (body) => ({ values: { source: body.source, sku: body.sku, available: count(body.available) } }),
  'settlement.reported': (body) => ({ values: { source: body.source, order: body.orderId, amount: money(body.settledFen) } }),
  'room.bound': (body) => ({ values: { source: body.source, room: body.roomId } }),
  'room.released': (body) => ({ values: { source: body.source, room: body.roomId } }),
  'limit.exceeded': (body) => ({ values: { order: body.orderId, sku: body.sku, units: count(body.units), limit: count(body.limit) } }),
  'flash-sale.started': (body, text): Wording =>
    body.units === null
      ? { variant: 'time', values: { name: text(body.name) } }
      : { variant: 'units', values: { name: text(body.name), units: count(body.units) } },
  'flash-sale.extended': (body) => ({ values: { reason: body.reason } }),
  'flash-sale.ended': (body) => ({ variant: body.cause, values: { sold: count(body.soldUnits) } }),
  'orders.imported': ({ source, fileName: file, accepted, amended, duplicate }) => ({
    values: { source, file, accepted: count(accepted), amended: count(amended), duplicate: count(duplicate) },
  }),
  'orders.reconciled': ({ source, missing, extra, differing, closed }) => ({
    values: { source, missing: count(missing), extra: count(extra), differing: count(differing), closed: count(closed) },
  }),
  'storage.recovered': (body) => ({
    variant: body.missingFromSeq === null ? 'whole' : 'missing',
    values: { salvaged: count(body.salvaged) },
  }),
  'broadcast.exported': (body) => ({ values: { entries: count(body.entries) } }),
  'broadcast.purged': (body) => ({ values: { entries: count(body.entries) } }),
  'order.cancelled': (body) => ({ values: { order: body.orderId } }),
  'refund.succeeded': (body) => ({ values: { order: body.orderId, amount: money(body.amountFen) } }),
  'viewers.reported': (body) => ({ values: { viewers: count(body.viewersTotal) } }),
  'catalogue.imported': (body) => ({ values: { file: body.fileName, added: body.added, changed: body.changed, refused: body.refused } }),
  'catalogue.described': (body) => ({ values: { products: count(body.products.length) } }),
  'note.added': (body) => ({ values: { note: body.text } }),
};

/** Lines that tell of something that went wrong. */
export function isTrouble(line: LogLine): boolean {
  return ['command.refused', 'obs.lost', 'limit.exceeded', 'storage.recovered'].includes(line.kind);
}

/** A kind that this page is too old to know, or a body that does not fit, is named by its kind. */
export function logSentence(line: LogLine, text: Text, t: TFunction): string {
  const schema = Object.hasOwn(entryBodies, line.kind) ? entryBodies[line.kind as EntryKind] : undefined;
  const body = schema?.safeParse(line.body);
  if (!body?.success) return t('log.unknown', { kind: line.kind });
  const wording = wordings[line.kind as EntryKind] as ((body: unknown, text: Text, t: TFunction) => Wording) | undefined;
  const { variant, values } = wording?.(body.data, text, t) ?? {};
  return t(variant ? `log.${line.kind}.${variant}` : `log.${line.kind}`, values ?? {});
}
