/** Applies a rundown operation on the page at once, so that a key press is seen before the host has answered. */
import { changedSegment, type Rundown, type RundownOperation, type Segment } from '../../../native/contract/rundown.ts';

/** The rundown after the operation; an operation on a segment that is gone changes nothing. */
export function applyOperation(rundown: Rundown, operation: RundownOperation): Rundown {
  switch (operation.type) {
    case 'replace':
      return operation.rundown;
    case 'changeRundown':
      return {
        ...rundown,
        title: operation.title ?? rundown.title,
        plannedStartAtMs: operation.plannedStartAtMs === undefined ? rundown.plannedStartAtMs : operation.plannedStartAtMs,
      };
    case 'addSegment':
      if (rundown.segments.some(({ segmentId }) => segmentId === operation.segment.segmentId)) return rundown;
      return { ...rundown, segments: rundown.segments.toSpliced(operation.index, 0, operation.segment) };
    case 'changeSegment':
      return {
        ...rundown,
        segments: rundown.segments.map((segment) =>
          segment.segmentId === operation.segmentId ? changedSegment(segment, operation.changes) : segment,
        ),
      };
    case 'removeSegment':
      return { ...rundown, segments: rundown.segments.filter(({ segmentId }) => segmentId !== operation.segmentId) };
    default:
      return { ...rundown, segments: moved(rundown.segments, operation.segmentId, operation.index) };
  }
}

function moved(segments: Segment[], segmentId: string, index: number): Segment[] {
  const segment = segments.find((each) => each.segmentId === segmentId);
  if (!segment) return segments;
  return segments.filter((each) => each !== segment).toSpliced(index, 0, segment);
}
