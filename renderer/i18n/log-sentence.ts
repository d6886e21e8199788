/** A line of the log as a sentence: which text, and the values in it, in the reader's language. */
import type { TFunction } from 'i18next';
import { entryBodies, type EntryBody, type EntryKind } from '../../native/contract/entry.ts';
import type { Finding } from '../../native/contract/gate.ts';
import type { LogLine } from '../../native/contract/studio.ts';
import type { LocalText } from '../../native/contract/text.ts';
import { clockTime, count, duration, money } from './formats.ts';

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

/** The end of a path of OBS's computer, whichever its system: a line of the log has no room for folders. */
const fileOf = (path: string): string => path.split(/[\\/]/u).at(-1) ?? path;

const onOff = (active: boolean): string => (active ? 'on' : 'off');

/** What goes wrong is told when it begins, and again with its length when it is over. */
const turn = (endedAfterMs: number | null): string => (endedAfterMs === null ? 'began' : 'ended');
const lasted = (endedAfterMs: number | null): Values => (endedAfterMs === null ? {} : { lasted: duration(endedAfterMs) });

/** What begins a broadcast sets everything at once. */
const CHANGES_TOLD = 3;
/** A line of the log has room for a few findings. One that blames no word is told by the law behind it. */
const FINDINGS_TOLD = 3;
const foundIn = (findings: readonly Finding[]): string => {
  const words = [...new Set(findings.map(({ found, law, rule }) => found || law || rule))];
  return words.slice(0, FINDINGS_TOLD).join(', ') + (words.length > FINDINGS_TOLD ? ' …' : '');
};
function judged({ passed, severity, findings }: EntryBody<'gate.judged'>): string {
  if (!passed) return severity === 'block' ? 'stopped' : 'asked';
  return findings.length === 0 ? 'clean' : 'passed';
}

const wordings: Wordings = {
  'broadcast.opened': (body) => ({ variant: body.rehearsal ? 'rehearsal' : 'air' }),
  'segment.taken': (body, text) => ({ values: { title: text(body.title), scene: body.sceneName } }),
  'card.shown': (body, text) => ({ values: { number: body.number, name: text(body.name), price: money(body.priceFen) } }),
  'card.cleared': (body) => ({ values: { shown: duration(body.shownMs) } }),
  'lower-third.shown': (body, text) => ({ values: { name: text(body.name), role: text(body.role) } }),
  'slate.held': (body, _text, t) => ({ values: { slate: t(`slate.${body.slate}`) } }),
  'slate.released': (body, _text, t) => ({ values: { slate: t(`slate.${body.slate}`), held: duration(body.heldMs) } }),
  'overlay.configured': (body, _text, t) => {
    const changes = Object.entries(body).map(([name, value]) =>
      t(`log.overlay.turned.${typeof value === 'boolean' ? onOff(value) : 'changed'}`, { part: t(`log.overlay.part.${name}`) }),
    );
    const told = changes.length > 0 && changes.length <= CHANGES_TOLD;
    return told ? { variant: 'some', values: { changes: changes.join(', ') } } : { variant: 'many' };
  },
  'announcement.shown': (body, text) => ({ values: { text: text(body.text) } }),
  'announcement.cleared': (body) => ({ values: { shown: duration(body.shownMs) } }),
  'offer.shown': (body, text) => ({ variant: `${body.kind}.${body.state}`, values: { title: text(body.title) } }),
  'offer.cleared': (body) => ({ values: { shown: duration(body.shownMs) } }),
  'overlay.themed': (body, text) => ({ values: { name: text(body.name) } }),
  'overlay.laid-out': ({ sceneName, shape, layers }, _text, t) => {
    const values = { shape: t(`log.overlay.shape.${shape}`), layers: count(layers.length) };
    return sceneName === null ? { variant: 'everywhere', values } : { variant: 'scene', values: { scene: sceneName, ...values } };
  },
  'figures.frozen': (body) => ({ variant: onOff(body.frozen), values: { sources: body.sources.join(', ') } }),
  'gate.judged': (body, _text, t) => ({
    variant: judged(body),
    values: { what: t(`gate.subject.${body.subject.kind}`), found: foundIn(body.findings) },
  }),
  'gate.confirmed': (body, _text, t) => ({
    values: { what: t(`gate.subject.${body.subject.kind}`), count: count(body.rules.length) },
  }),
  'gate.overridden': (body, _text, t) => ({
    values: {
      what: t(`gate.subject.${body.subject.kind}`),
      exemption: t(`gate.exemption.${body.exemption}`),
      evidence: body.evidence,
    },
  }),
  'gate.rules-changed': ({ file, version, owner }, _text, t) => ({ values: { file: t(`gate.ruleFile.${file}`), version, owner } }),
  'evidence.added': (body) => ({ values: { file: body.fileName } }),
  'overlay.routed': (body, _text, t) => ({ values: { route: t(`overlay.route.${body.route}`) } }),
  'scene.changed': (body) => ({ variant: body.byStudio ? 'byStudio' : 'byHand', values: { scene: body.sceneName } }),
  'stream.changed': (body) => ({ variant: onOff(body.active) }),
  'record.changed': (body) => ({ variant: onOff(body.active) }),
  'record.paused': (body) => ({ variant: onOff(body.paused), values: { timecode: duration(body.timecodeMs) } }),
  'record.split': (body) => ({ values: { file: fileOf(body.path), timecode: duration(body.timecodeMs) } }),
  'record.checked': (body) => ({ variant: body.good ? 'good' : 'bad', values: { file: fileOf(body.path) } }),
  'record.repaired': (body) => ({ values: { file: fileOf(body.repairedPath), length: duration(body.durationMs) } }),
  'replay.changed': (body) => ({ variant: onOff(body.active) }),
  'replay.saved': (body) => ({ values: { file: fileOf(body.path) } }),
  'virtual-camera.changed': (body) => ({ variant: onOff(body.active) }),
  'output.troubled': (body, _text, t) => ({
    variant: turn(body.endedAfterMs),
    values: {
      output: t(`log.output.name.${body.output}`),
      trouble: t(`log.output.trouble.${body.trouble}`),
      ...lasted(body.endedAfterMs),
    },
  }),
  'audio.muted': (body) => ({ variant: `${body.byStudio ? 'studio' : 'hand'}.${onOff(body.muted)}`, values: { input: body.inputName } }),
  'audio.alarmed': (body) => ({
    variant: `${body.alarm}.${turn(body.endedAfterMs)}`,
    values: { input: body.inputName, ...lasted(body.endedAfterMs) },
  }),
  'obs.prepared': (body) => ({ values: { applied: count(body.applied) } }),
  'obs.preparation-undone': (body) => ({ values: { removed: count(body.removed), kept: count(body.kept.length) } }),
  'last-good.repeated': (body) => ({ values: { at: clockTime(body.goodAtMs), changed: count(body.changed) } }),
  'readiness.checked': ({ failed, warnings }): Wording =>
    failed.length + warnings.length === 0
      ? { variant: 'good' }
      : { variant: 'found', values: { failed: count(failed.length), warnings: count(warnings.length) } },
  'standby.ready': (body): Wording =>
    body.outageMs === null ? { variant: 'first' } : { variant: 'again', values: { outage: duration(body.outageMs) } },
  'standby.switched': (body) => ({ variant: `${body.to}.${body.reason}` }),
  'marker.added': (body): Wording => (body.label === null ? { variant: 'bare' } : { variant: 'named', values: { label: body.label } }),
  'media.added': (body) => ({ values: { file: body.fileName } }),
  'media.converted': (body) => ({
    values: { file: body.fileName, length: duration(body.durationMs), took: duration(body.tookMs) },
  }),
  'media.failed': (body, _text, t) => ({
    values: { file: body.fileName, sentence: t(body.code, { ns: 'refusals', ...body.context }) },
  }),
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

const alwaysTrouble: ReadonlySet<string> = new Set<EntryKind>([
  'command.refused',
  'obs.lost',
  'standby.lost',
  'limit.exceeded',
  'storage.recovered',
  'media.failed',
  'gate.overridden',
]);
const beginsAndEnds: ReadonlySet<string> = new Set<EntryKind>(['output.troubled', 'audio.alarmed']);

/** Lines that tell of something that went wrong; that it is over is no trouble. */
export function isTrouble({ kind, body }: LogLine): boolean {
  if (beginsAndEnds.has(kind)) return body['endedAfterMs'] === null;
  if (kind === 'record.checked') return body['good'] === false;
  if (kind === 'gate.judged') return body['passed'] === false;
  if (kind === 'figures.frozen') return body['frozen'] === true;
  return alwaysTrouble.has(kind);
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
