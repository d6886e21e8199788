/** A segment as it is first added: named in three languages, with a scene that probably fits. */
import type { i18n } from 'i18next';
import type { Rundown, Segment, SegmentKind } from '../../../native/contract/rundown.ts';
import { freshId } from './fresh-id.ts';

const lengthMs: Record<SegmentKind, number> = {
  influencer: 15 * 60_000,
  official: 20 * 60_000,
  grassroots: 5 * 60_000,
  break: 3 * 60_000,
};

/** The scene is that of the nearest earlier segment of this kind, else OBS's program scene, else the kind's name. */
export function newSegment(kind: SegmentKind, rundown: Rundown, index: number, programScene: string | null, texts: i18n): Segment {
  const title = (locale: 'zh-CN' | 'ug' | 'en') => texts.getFixedT(locale, 'plan')(`newTitle.${kind}`);
  const before = rundown.segments.slice(0, index).findLast((segment) => segment.kind === kind);
  const alike = before ?? rundown.segments.find((segment) => segment.kind === kind);
  return {
    segmentId: freshId('seg'),
    kind,
    title: { 'zh-CN': title('zh-CN'), ug: title('ug'), en: title('en') },
    sceneName: alike?.sceneName ?? programScene ?? title('zh-CN'),
    guests: [],
    productIds: [],
    plannedMs: lengthMs[kind],
  };
}
