/** What may be put on program, seen as the gate sees it: its name, its texts, and a digest of exactly what a decision is about. */
import { createHash } from 'node:crypto';
import type { Subject } from '../contract/gate.ts';
import type { OnAirContent } from '../contract/on-air-content.ts';
import type { Product } from '../contract/product.ts';
import type { Guest } from '../contract/rundown.ts';
import { placed, type PlacedText } from './text-rules.ts';

/** Beside what can be put on air: the notes that a host reads aloud. */
export type Content = OnAirContent | { kind: 'prompter'; segmentId: string; title: string; notes: string };

export function subjectOf(content: Content): Subject {
  switch (content.kind) {
    case 'card':
    case 'flash-sale':
      return { kind: content.kind, id: content.product.productId };
    case 'lower-third':
      return { kind: 'lower-third', id: content.guest.guestId, within: content.segmentId };
    case 'segment':
      return { kind: 'segment', id: content.segment.segmentId };
    case 'announcement':
      return { kind: 'announcement', id: content.announcement.announcementId };
    case 'offer':
      return { kind: 'offer', id: content.offer.offerId };
    case 'footer':
      return { kind: 'footer', id: 'footer' };
    case 'prompter':
      return { kind: 'prompter', id: content.segmentId };
  }
}

/** How a person calls it. */
export function nameOf(content: Content): string {
  switch (content.kind) {
    case 'card':
    case 'flash-sale':
      return content.product.name['zh-CN'];
    case 'lower-third':
      return content.guest.name['zh-CN'];
    case 'segment':
      return content.segment.title['zh-CN'];
    case 'announcement':
      return content.announcement.text['zh-CN'];
    case 'offer':
      return content.offer.title['zh-CN'];
    case 'footer':
      return content.footer.operatorName['zh-CN'];
    case 'prompter':
      return content.title;
  }
}

/** All texts in all languages that it brings on program; an offer's result is looked at together with its announcement. */
export function textsOf(content: Content): PlacedText[] {
  switch (content.kind) {
    case 'card': {
      const { name, unit, cooperative, sellingPoints = [] } = content.product;
      const points = sellingPoints.flatMap((point, index) => placed(`sellingPoints.${index}`, point));
      return [...placed('name', name), ...placed('unit', unit), ...placed('cooperative', cooperative), ...points];
    }
    case 'flash-sale':
      return [...placed('name', content.product.name), ...placed('unit', content.product.unit)];
    case 'lower-third':
      return [...placed('name', content.guest.name), ...placed('role', content.guest.role)];
    case 'segment':
      return placed('title', content.segment.title);
    case 'announcement':
      return placed('text', content.announcement.text);
    case 'offer': {
      const { title, terms, result } = content.offer;
      return [...placed('title', title), ...placed('terms', terms), ...placed('result', result)];
    }
    case 'footer': {
      const { operatorName, licence, complaint } = content.footer;
      return [...placed('operatorName', operatorName), { at: 'licence', text: licence }, ...placed('complaint', complaint)];
    }
    case 'prompter':
      return [{ at: 'notes', text: content.notes }];
  }
}

/** Of its texts, its price and its papers. What the gate does not look at, such as the allocation, changes nothing. */
export function digestOf(content: Content, makers: readonly string[]): string {
  const parts = [content.kind, textsOf(content).map(({ at, text }) => [at, text]), factsOf(content), makers];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

function factsOf(content: Content): unknown {
  switch (content.kind) {
    case 'card':
    case 'flash-sale':
      return productFacts(content.product);
    case 'lower-third':
      return guestFacts(content.guest);
    case 'segment':
      return [content.segment.kind, content.segment.guests.map((guest) => [guest.guestId, guestFacts(guest)])];
    default:
      return null;
  }
}

function productFacts({ sku, priceFen, isFood = true, struckPrice, certificates = [] }: Product): unknown {
  const struck = struckPrice && [struckPrice.priceFen, struckPrice.proof, struckPrice.evidenceId ?? null];
  return [
    sku.toUpperCase(),
    priceFen,
    isFood,
    struck ?? null,
    certificates.map(({ kind, number, untilAtMs = null, evidenceId = null }) => [kind, number, untilAtMs, evidenceId]),
  ];
}

function guestFacts({ guestClass, consent, guardianConsent, hosts = false }: Guest): unknown {
  const paper = (given: Guest['consent']) => (given ? [given.signedAtMs, given.untilAtMs, given.replay, given.evidenceId ?? null] : null);
  return [guestClass, hosts, paper(consent), paper(guardianConsent)];
}
