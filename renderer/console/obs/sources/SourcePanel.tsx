/** One source or scene: its filters with their switches, and what it plays. */
import { Button, Group, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { InputMedia, SourcesState } from '../../../../native/contract/obs.ts';
import { useLink } from '../../../client/hooks.ts';
import { Panel } from '../../../parts/Panel.tsx';
import { useCommand } from '../../use-command.ts';
import { filtersOf } from './on-air-sources.ts';
import styles from './sources.module.css';

export function SourcePanel({ sourceName, sources }: { sourceName: string | null; sources: SourcesState }) {
  const { t } = useTranslation('sources');
  const run = useCommand();
  const open = useLink() === 'open';
  if (sourceName === null) return null;
  const filters = filtersOf(sources.filters, sourceName);
  const media = sources.inputs.find((input) => input.inputName === sourceName)?.media;
  return (
    <Panel title={t('source.title', { name: sourceName })} className={styles.source!}>
      {media && <MediaButtons inputName={sourceName} media={media} />}
      <h3 className={styles.subhead}>{t('source.filters')}</h3>
      {filters.length === 0 && <p className={styles.hint}>{t('source.noFilters')}</p>}
      <ul className={styles.list}>
        {filters.map(({ filterName, filterKind, enabled }) => (
          <li key={filterName} className={styles.filter}>
            <Switch
              checked={enabled}
              disabled={!open}
              label={<bdi>{filterName}</bdi>}
              description={<bdi dir="ltr">{filterKind}</bdi>}
              onChange={() => void run('setSourceFilter', { sourceName, filterName, enabled: !enabled })}
            />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

const actions = ['play', 'pause', 'restart', 'stop'] as const;

function MediaButtons({ inputName, media }: { inputName: string; media: InputMedia }) {
  const { t } = useTranslation('sources');
  const run = useCommand();
  const open = useLink() === 'open';
  const resting = { play: media.turn === 'playing', pause: media.turn !== 'playing', restart: false, stop: media.turn === 'stopped' };
  return (
    <div className={styles.media}>
      <p>
        {t(`media.turn.${media.turn}`)}
        {media.durationMs !== null && (
          <bdi className="figure dim" dir="ltr">
            {minutes(media.durationMs)}
          </bdi>
        )}
      </p>
      <Group gap="0.3rem">
        {actions.map((action) => (
          <Button
            key={action}
            size="compact-sm"
            variant="default"
            disabled={resting[action] || !open}
            onClick={() => void run('controlMediaInput', { inputName, action })}
          >
            {t(`media.${action}`)}
          </Button>
        ))}
      </Group>
    </div>
  );
}

function minutes(durationMs: number): string {
  const seconds = Math.round(durationMs / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
