/** What each edit does to a rundown; pure, so that the same edit of the same plan gives the same plan everywhere. */
import { accepted, refused, refusedInput, type Result } from '../contract/refusal.ts';
import { changedSegment, rundownSchema, type Rundown, type RundownOperation, type Segment } from '../contract/rundown.ts';

/**
 * The rundown after the edit; the given one is left as it is. An index past the end means the end, because another desk may have
 * shortened the list meanwhile. Refused with `segment-unknown` (context: segmentId), or `input-invalid` when the result would not
 * be a rundown: a segment id twice, too many segments, a field out of bounds.
 */
export function applyOperation(rundown: Rundown, operation: RundownOperation): Result<Rundown> {
  const edited = edit(rundown, operation);
  if (!edited.ok) return edited;
  const checked = rundownSchema.safeParse(edited.value);
  if (!checked.success) return refusedInput(checked.error);
  const seen = new Set<string>();
  for (const [index, { segmentId }] of checked.data.segments.entries()) {
    if (seen.has(segmentId)) return refused('input-invalid', { at: `segments.${index}.segmentId`, problem: 'duplicate' });
    seen.add(segmentId);
  }
  return accepted(checked.data);
}

function edit(rundown: Rundown, operation: RundownOperation): Result<Rundown> {
  const { segments } = rundown;
  switch (operation.type) {
    case 'addSegment':
      return accepted({ ...rundown, segments: inserted(segments, operation.index, operation.segment) });
    case 'changeRundown': {
      const { title = rundown.title, plannedStartAtMs = rundown.plannedStartAtMs } = operation;
      return accepted({ ...rundown, title, plannedStartAtMs });
    }
    case 'replace':
      return accepted(operation.rundown);
    default: {
      const segment = segments.find(({ segmentId }) => segmentId === operation.segmentId);
      if (!segment) return refused('segment-unknown', { segmentId: operation.segmentId });
      if (operation.type === 'changeSegment') {
        const changed = changedSegment(segment, operation.changes);
        return accepted({ ...rundown, segments: segments.map((other) => (other === segment ? changed : other)) });
      }
      const rest = segments.filter((other) => other !== segment);
      return accepted({ ...rundown, segments: operation.type === 'moveSegment' ? inserted(rest, operation.index, segment) : rest });
    }
  }
}

function inserted(segments: readonly Segment[], index: number, segment: Segment): Segment[] {
  return [...segments.slice(0, index), segment, ...segments.slice(index)];
}
