/** Makes one row of a list draggable and a place to drop its neighbours. */
import { combine } from '@atlaskit/pragmatic-drag-and-drop/utils/combine';
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/adapter/element-adapter';
import { useEffect, useRef, useState, type RefObject } from 'react';

export type Edge = 'top' | 'bottom';

interface SortableRowOptions {
  listId: string;
  id: string;
  disabled: boolean;
  onDrop: (movedId: string, targetId: string, edge: Edge) => void;
}

interface SortableRow {
  ref: RefObject<HTMLLIElement | null>;
  dragging: boolean;
  /** Where a drop would land now; null while nothing hovers. */
  edge: Edge | null;
}

export function useSortableRow({ listId, id, disabled, onDrop }: SortableRowOptions): SortableRow {
  const ref = useRef<HTMLLIElement>(null);
  const [dragging, setDragging] = useState(false);
  const [edge, setEdge] = useState<Edge | null>(null);
  const drop = useRef(onDrop);
  useEffect(() => {
    drop.current = onDrop;
  });

  useEffect(() => {
    const element = ref.current;
    if (!element || disabled) return undefined;
    const edgeAt = (clientY: number): Edge => {
      const { top, height } = element.getBoundingClientRect();
      return clientY < top + height / 2 ? 'top' : 'bottom';
    };
    return combine(
      draggable({
        element,
        getInitialData: () => ({ listId, id }),
        onDragStart: () => setDragging(true),
        onDrop: () => setDragging(false),
      }),
      dropTargetForElements({
        element,
        canDrop: ({ source }) => source.data.listId === listId && source.data.id !== id,
        onDrag: ({ location }) => setEdge(edgeAt(location.current.input.clientY)),
        onDragLeave: () => setEdge(null),
        onDrop: ({ source, location }) => {
          setEdge(null);
          const movedId = source.data.id;
          if (typeof movedId === 'string') drop.current(movedId, id, edgeAt(location.current.input.clientY));
        },
      }),
    );
  }, [listId, id, disabled]);

  return { ref, dragging, edge };
}
