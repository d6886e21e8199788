/** Puts news into one text message in the robot's language, as many of them as fit. */
import { formatTotal, groupDigits } from '../../contract/money.ts';
import type { Refusal } from '../../contract/refusal.ts';
import { type Locale, type LocalText, textIn } from '../../contract/text.ts';
import type { Summary } from '../../contract/upstream.ts';
import type { RobotNews } from './robot-news.ts';

type Values = Record<string, string>;

/** The sentences of `robots.json` and of refusals in one language. */
export interface RobotTexts {
  text(key: string, values?: Values): string;
  refusal(refusal: Refusal): string;
}

export interface MessageFacts {
  locale: Locale;
  texts: RobotTexts;
  nowMs: number;
  studioId: string;
  /** Where a broadcast stands, also one that is over; null when nothing is known of it. */
  summaryOf(broadcastId: string): Summary | null;
  placeName(placeCode: string): LocalText | null;
  /** Entries that the slowest of the destinations that get them all still waits for. */
  waitingEntries: number;
}

/** Alarms older than this are told as past. */
const NEWS_MS = 30 * 60_000;
const TOP_PRODUCTS = 5;
/** More is more than anyone reads at once, and each length is tried anew. */
const MOST_TOLD = 100;
const MINUTE_MS = 60_000;

/** The first `told` of the news as one text of at most so many bytes; always at least one, cut off when it has to be. */
export function composeMessage(news: readonly RobotNews[], facts: MessageFacts, limitBytes: number): { text: string; told: number } {
  for (let told = Math.min(news.length, MOST_TOLD); told > 1; told -= 1) {
    const text = textOf(news.slice(0, told), facts);
    if (Buffer.byteLength(text) <= limitBytes) return { text, told };
  }
  return { text: cut(textOf(news.slice(0, 1), facts), limitBytes), told: Math.min(1, news.length) };
}

/** Every message begins so; a keyword that the platform asks for is found here. */
export function headLine({ texts, studioId }: Pick<MessageFacts, 'texts' | 'studioId'>): string {
  return texts.text('head', { studio: studioId });
}

function textOf(news: readonly RobotNews[], facts: MessageFacts): string {
  const isPast = (one: RobotNews) => one.kind !== 'end' && one.kind !== 'milestone' && facts.nowMs - (untilOf(one) ?? one.atMs) > NEWS_MS;
  const current = news.filter((one) => !isPast(one)).map((one) => sentenceOf(one, facts));
  const past = news.filter(isPast).map((one) => sentenceOf(one, facts));
  const earlier = past.length > 0 ? [facts.texts.text('earlier'), ...past] : [];
  return [headLine(facts), ...current, ...earlier].join('\n');
}

function untilOf(news: RobotNews): number | null {
  return 'untilMs' in news ? news.untilMs : null;
}

function sentenceOf(news: RobotNews, facts: MessageFacts): string {
  const { texts, locale } = facts;
  const at = timeOf(news.atMs, facts.nowMs);
  switch (news.kind) {
    case 'end':
      return endOf(news, facts);
    case 'milestone':
      return texts.text('milestone', { amount: formatTotal(news.grossFen, locale), at });
    case 'recovered':
      return texts.text(news.missing ? 'recoveredMissing' : 'recovered', { at });
    case 'outage': {
      if (news.untilMs === null) return texts.text(news.of === 'obs' ? 'obsAway' : 'streamStopped', { at });
      const values = { at, until: timeOf(news.untilMs, facts.nowMs), length: lengthOf(news.untilMs - news.atMs, texts) };
      return texts.text(news.of === 'obs' ? 'obsBack' : 'streamBack', values);
    }
    case 'problem': {
      const sentence = texts.refusal(news.problem);
      if (news.untilMs !== null) {
        const values = { at, until: timeOf(news.untilMs, facts.nowMs), sentence };
        return news.name === null ? texts.text('problemOver', values) : texts.text('destinationBack', { ...values, name: news.name });
      }
      return news.name === null
        ? texts.text('problem', { at, sentence })
        : texts.text('destinationStopped', { at, sentence, name: news.name });
    }
  }
}

function endOf(news: Extract<RobotNews, { kind: 'end' }>, facts: MessageFacts): string {
  const { texts, locale, waitingEntries } = facts;
  const lines = [
    texts.text('end', {
      title: textIn(news.title, locale),
      at: timeOf(news.atMs, facts.nowMs),
      length: lengthOf(news.atMs - news.startedAtMs, texts),
    }),
  ];
  const summary = facts.summaryOf(news.broadcastId);
  if (summary) {
    const total = (fen: number) => formatTotal(fen, locale);
    lines.push(texts.text('sales', { gross: total(summary.grossFen), net: total(summary.netFen) }));
    lines.push(texts.text('orders', { orders: groupDigits(summary.orderCount), refunds: groupDigits(summary.refundCount) }));
    const top = summary.products.filter(({ grossFen }) => grossFen > 0).toSorted((a, b) => b.grossFen - a.grossFen);
    if (top.length > 0) lines.push(texts.text('top'));
    for (const [index, { name, sku, grossFen }] of top.slice(0, TOP_PRODUCTS).entries()) {
      lines.push(texts.text('topLine', { rank: String(index + 1), name: name ? textIn(name, locale) : sku, amount: total(grossFen) }));
    }
    const place = largestPlace(summary);
    const placeName = place && facts.placeName(place.placeCode);
    if (placeName) lines.push(texts.text('place', { place: textIn(placeName, locale), amount: total(place.grossFen) }));
  }
  if (waitingEntries > 0) lines.push(texts.text('waiting', { entries: groupDigits(waitingEntries) }));
  return lines.join('\n');
}

function largestPlace({ products }: Summary): { placeCode: string; grossFen: number } | null {
  const sums = new Map<string, number>();
  for (const { placeCode, grossFen } of products) {
    if (placeCode !== null && grossFen > 0) sums.set(placeCode, (sums.get(placeCode) ?? 0) + grossFen);
  }
  const [first] = [...sums].toSorted(([, a], [, b]) => b - a);
  return first ? { placeCode: first[0], grossFen: first[1] } : null;
}

const dayFormat = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai', month: '2-digit', day: '2-digit' });
const clockFormat = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** Clock time in China, with month and day when it was not today. */
function timeOf(atMs: number, nowMs: number): string {
  const day = dayFormat.format(atMs);
  return day === dayFormat.format(nowMs) ? clockFormat.format(atMs) : `${day} ${clockFormat.format(atMs)}`;
}

/** Whole minutes, cut off; below one minute seconds. */
function lengthOf(lengthMs: number, texts: RobotTexts): string {
  const minutes = Math.max(0, Math.floor(lengthMs / MINUTE_MS));
  if (minutes === 0) return texts.text('seconds', { seconds: String(Math.max(0, Math.floor(lengthMs / 1000))) });
  const values = { hours: String(Math.floor(minutes / 60)), minutes: String(minutes % 60) };
  return texts.text(minutes < 60 ? 'minutes' : 'hours', values);
}

/** By whole characters, so that no half one is sent. */
function cut(text: string, limitBytes: number): string {
  if (Buffer.byteLength(text) <= limitBytes) return text;
  let bytes = Buffer.byteLength('…');
  let kept = '';
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > limitBytes) break;
    kept += character;
  }
  return `${kept}…`;
}
