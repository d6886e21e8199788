/** The entries as they arrived, newest first: filtered by kind and SKU, page by page, each down to its fields. */
import { Button, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { memo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EntriesAnswer } from '../../../native/contract/district.ts';
import { entryKinds } from '../../../native/contract/entry.ts';
import { clockTime, count, day } from '../../i18n/formats.ts';
import { logSentence } from '../../i18n/log-sentence.ts';
import { useText } from '../../i18n/use-text.ts';
import { Figure } from '../../parts/Figure.tsx';
import { Panel } from '../../parts/Panel.tsx';
import tables from '../../parts/tables.module.css';
import styles from '../district.module.css';
import { ProblemLine } from '../ProblemLine.tsx';
import type { EntriesAsked } from '../receiver.ts';
import { useEntryPages } from './use-entry-pages.ts';

const TYPING_MS = 400;

interface EntriesPanelProps {
  asked: EntriesAsked;
  onAsk(asked: EntriesAsked): void;
}

export function EntriesPanel({ asked, onAsk }: EntriesPanelProps) {
  const { t } = useTranslation('district');
  const [sku, setSku] = useState(asked.sku ?? '');
  const [times, setTimes] = useState(0);
  const askSku = useDebouncedCallback((typed: string) => onAsk({ ...asked, sku: typed.trim() || undefined }), TYPING_MS);
  return (
    <Panel
      title={t('entries.title')}
      className={styles.entries!}
      aside={
        <Button size="compact-sm" variant="default" onClick={() => setTimes(times + 1)}>
          {t('entries.anew')}
        </Button>
      }
    >
      <div className={styles.filters}>
        <Select
          size="sm"
          aria-label={t('entries.kind')}
          placeholder={t('entries.kind')}
          clearable
          searchable
          nothingFoundMessage={t('entries.noKind')}
          clearButtonProps={{ 'aria-label': t('entries.everyKind') }}
          data={entryKinds.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
          value={asked.kind ?? null}
          onChange={(kind) => onAsk({ ...asked, kind: kind ?? undefined })}
        />
        <TextInput
          size="sm"
          type="search"
          dir={sku === '' ? undefined : 'ltr'}
          maxLength={64}
          aria-label={t('entries.sku')}
          placeholder={t('entries.sku')}
          leftSection={<IconSearch size={14} aria-hidden />}
          value={sku}
          onChange={(event) => {
            setSku(event.currentTarget.value);
            askSku(event.currentTarget.value);
          }}
        />
      </div>
      <Pages key={JSON.stringify([asked, times])} asked={asked} />
    </Panel>
  );
}

function Pages({ asked }: { asked: EntriesAsked }) {
  const { t } = useTranslation('district');
  const { entries, next, asking, problem, more } = useEntryPages(asked);
  return (
    <>
      <ProblemLine problem={problem} onAgain={more} />
      <div className={tables.scroll} role="region" aria-label={t('entries.title')} tabIndex={0} aria-busy={asking}>
        {entries && entries.length > 0 && <Entries entries={entries} />}
        {entries?.length === 0 && (
          <p className={tables.nothing} role="status">
            {t('entries.none')}
          </p>
        )}
        {next !== null && (
          <Button size="sm" variant="default" className={styles.more} loading={asking} onClick={more}>
            {t('entries.more', { shown: count(entries?.length ?? 0) })}
          </Button>
        )}
      </div>
    </>
  );
}

/** Kept while its entries are: the page around it is drawn anew with every answer of the board. */
const Entries = memo(function Entries({ entries }: { entries: EntriesAnswer['entries'] }) {
  const { t } = useTranslation('district');
  return (
    <table className={tables.table}>
      <thead>
        <tr>
          <th scope="col" className={tables.number}>
            {t('entries.seq')}
          </th>
          <th scope="col">{t('entries.happened')}</th>
          <th scope="col">{t('entries.entry')}</th>
          <th scope="col">{t('entries.arrived')}</th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <Row key={entry.seq} entry={entry} />
        ))}
      </tbody>
    </table>
  );
});

function Row({ entry }: { entry: EntriesAnswer['entries'][number] }) {
  const { t } = useTranslation('district');
  const { t: console } = useTranslation('console');
  const text = useText();
  const { seq, kind, atMs, receivedAtMs, actor, body } = entry;
  return (
    <tr data-seq={seq}>
      <td className={tables.number}>
        <Figure>{seq}</Figure>
      </td>
      <td>
        <Moment atMs={atMs} />
      </td>
      <th scope="row">
        <details>
          <summary>
            <bdi>{logSentence(entry, text, console)}</bdi>
          </summary>
          <dl className={styles.fields} dir="ltr">
            <div>
              <dt>{kind}</dt>
              <dd>{actor}</dd>
            </div>
            {Object.entries(body).map(([field, value]) => (
              <div key={field}>
                <dt>{field}</dt>
                <dd>
                  <bdi>{typeof value === 'string' ? value : JSON.stringify(value)}</bdi>
                </dd>
              </div>
            ))}
          </dl>
        </details>
      </th>
      <td title={t('entries.arrivedHint')}>
        <Moment atMs={receivedAtMs} />
      </td>
    </tr>
  );
}

function Moment({ atMs }: { atMs: number }) {
  return (
    <>
      <Figure>{clockTime(atMs)}</Figure>
      <span className={styles.under}>
        <Figure>{day(atMs)}</Figure>
      </span>
    </>
  );
}
