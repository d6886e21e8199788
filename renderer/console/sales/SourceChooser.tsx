/** Chooses the source that a file belongs to, or makes one for files only. */
import { Button, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sourceSchema } from '../../../native/contract/ids.ts';
import { useLink, useTopic } from '../../client/hooks.ts';
import { useCommand, usePending } from '../use-command.ts';
import styles from './sales.module.css';

/** No source may be named so: it holds a character that none has. */
const NEW = '+new';

interface SourceChooserProps {
  source: string | null;
  onChoose(source: string | null): void;
}

export function SourceChooser({ source, onChoose }: SourceChooserProps) {
  const { t } = useTranslation('sales');
  const run = useCommand();
  const open = useLink() === 'open';
  const pending = usePending('saveFeed');
  const feeds = useTopic('sales')?.feeds ?? [];
  const [making, setMaking] = useState(false);
  const [name, setName] = useState('');
  const wrong = !sourceSchema.safeParse(name).success;
  const isMaking = making || feeds.length === 0;
  async function make(): Promise<void> {
    if (!(await run('saveFeed', { source: name, type: 'file' }))) return;
    onChoose(name);
    setMaking(false);
    setName('');
  }
  return (
    <>
      {feeds.length > 0 && (
        <Select
          size="sm"
          label={t('files.source')}
          placeholder={t('files.sourceChoose')}
          data={[
            ...feeds.map((feed) => ({ value: feed.source, label: `${feed.source} · ${t(`feeds.type.${feed.type}`)}` })),
            { value: NEW, label: t('files.newSource') },
          ]}
          value={isMaking ? NEW : source}
          onChange={(next) => {
            setMaking(next === NEW);
            onChoose(next === NEW ? null : next);
          }}
        />
      )}
      {isMaking && (
        <form
          className={styles.pair}
          onSubmit={(event) => {
            event.preventDefault();
            if (!wrong) void make();
          }}
        >
          <TextInput
            size="sm"
            dir="ltr"
            label={t('files.newSource')}
            placeholder="county-mall-files"
            maxLength={64}
            value={name}
            error={name !== '' && wrong ? t('files.sourceWrong') : undefined}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button type="submit" size="sm" variant="default" loading={pending} disabled={!open || wrong}>
            {t('files.makeSource')}
          </Button>
        </form>
      )}
    </>
  );
}
