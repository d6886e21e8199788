/** Chooses the broadcast whose sales are shown; the current one is the first. */
import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { dayClock } from '../../i18n/formats.ts';
import { useText } from '../../i18n/use-text.ts';
import type { BroadcastRecord } from './chosen-broadcast.ts';
import styles from './sales.module.css';

interface BroadcastChooserProps {
  broadcasts: readonly BroadcastRecord[];
  currentId: string;
  chosenId: string;
  onChoose(broadcastId: string): void;
}

export function BroadcastChooser({ broadcasts, currentId, chosenId, onChoose }: BroadcastChooserProps) {
  const { t } = useTranslation('sales');
  const label = useBroadcastLabel();
  const known = broadcasts.map((each) => ({ value: each.broadcastId, label: label(each) }));
  // The list is asked for; the current broadcast is known before it has come.
  const data = known.some(({ value }) => value === currentId) ? known : [{ value: currentId, label: t('broadcast.current') }, ...known];
  return (
    <Select
      size="sm"
      className={styles.chooser}
      aria-label={t('broadcast.choose')}
      allowDeselect={false}
      searchable={data.length > 8}
      nothingFoundMessage={t('broadcast.nothingFound')}
      comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
      data={data}
      value={chosenId}
      onChange={(next) => next !== null && onChoose(next)}
    />
  );
}

/** Title, start and state of a broadcast in one line. */
export function useBroadcastLabel(): (broadcast: BroadcastRecord) => string {
  const { t } = useTranslation('sales');
  const text = useText();
  return ({ title, phase, startedAtMs, openedAtMs }) =>
    // Isolated, so that date and time keep their order in a right-to-left line.
    `\u2066${dayClock(startedAtMs ?? openedAtMs)}\u2069 · ${text(title)} · ${t(`broadcast.phase.${phase}`)}`;
}
