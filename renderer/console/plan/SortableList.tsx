/** A list whose rows are put in order by dragging, by Alt+↑/↓, and by whatever the rows offer themselves. */
import { VisuallyHidden } from '@mantine/core';
import { useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './plan.module.css';
import { useSortableRow, type Edge } from './use-sortable-row.ts';

interface SortableListProps {
  listId: string;
  label: string;
  ids: readonly string[];
  disabled?: boolean;
  nameOf: (id: string) => string;
  /** `index` counts in the list without the moved row. */
  onMove: (id: string, index: number) => void;
  children: (id: string, index: number) => ReactNode;
}

/** Where a row dropped on an edge of another lands, counted without the dropped row. */
export function dropIndex(ids: readonly string[], movedId: string, targetId: string, edge: Edge): number {
  return ids.filter((id) => id !== movedId).indexOf(targetId) + (edge === 'bottom' ? 1 : 0);
}

export function SortableList({ listId, label, ids, disabled = false, nameOf, onMove, children }: SortableListProps) {
  const { t } = useTranslation('plan');
  const [announcement, setAnnouncement] = useState('');
  const list = useRef<HTMLOListElement>(null);
  const refocus = useRef<HTMLElement | null>(null);

  // Moving a row in the document takes the focus away from it.
  useLayoutEffect(() => {
    refocus.current?.focus();
    refocus.current = null;
  });

  const move = (id: string, index: number) => {
    if (disabled || index < 0 || index >= ids.length || ids.indexOf(id) === index) return;
    onMove(id, index);
    setAnnouncement(t('sortable.moved', { name: nameOf(id), position: index + 1, total: ids.length }));
  };

  const focusRow = (index: number) => {
    const row = list.current?.children[index];
    row?.querySelector<HTMLElement>('[data-row-main]')?.focus();
  };

  const onKeyDown = (event: KeyboardEvent<HTMLElement>, id: string, index: number) => {
    const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
    if (step === 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const target = event.target as HTMLElement;
    if (event.altKey) {
      event.preventDefault();
      refocus.current = target;
      move(id, index + step);
    } else if (target.hasAttribute('data-row-main')) {
      event.preventDefault();
      focusRow(index + step);
    }
  };

  return (
    <>
      <ol className={styles.sortable} aria-label={label} ref={list}>
        {ids.map((id, index) => (
          <Row
            key={id}
            listId={listId}
            id={id}
            disabled={disabled}
            onDrop={(movedId, targetId, edge) => move(movedId, dropIndex(ids, movedId, targetId, edge))}
            onKeyDown={(event) => onKeyDown(event, id, index)}
          >
            {children(id, index)}
          </Row>
        ))}
      </ol>
      <VisuallyHidden role="status">{announcement}</VisuallyHidden>
    </>
  );
}

interface RowProps {
  listId: string;
  id: string;
  disabled: boolean;
  onDrop: (movedId: string, targetId: string, edge: Edge) => void;
  onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
  children: ReactNode;
}

function Row({ listId, id, disabled, onDrop, onKeyDown, children }: RowProps) {
  const { ref, dragging, edge } = useSortableRow({ listId, id, disabled, onDrop });
  return (
    <li
      ref={ref}
      className={styles.sortableRow}
      data-row-id={id}
      data-dragging={dragging || undefined}
      data-edge={edge ?? undefined}
      onKeyDown={onKeyDown}
    >
      {children}
    </li>
  );
}
