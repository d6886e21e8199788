/** Adds a studio; its secret is shown once. */
import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newStudioSchema, type StudioSecret } from '../../../native/contract/district.ts';
import { Panel } from '../../parts/Panel.tsx';
import styles from '../district.module.css';
import { ProblemLine } from '../ProblemLine.tsx';
import { addStudio } from '../receiver.ts';
import { useDeed } from './use-deed.ts';

const { studioId: idRule, name: nameRule } = newStudioSchema.shape;

export function AddStudio({ onAdded }: { onAdded(secret: StudioSecret): void }) {
  const { t } = useTranslation('district');
  const deed = useDeed();
  const [studioId, setStudioId] = useState('');
  const [name, setName] = useState('');
  const [tried, setTried] = useState(false);
  const idWrong = !idRule.safeParse(studioId.trim()).success;
  const nameWrong = !nameRule.safeParse(name.trim()).success;

  async function add(): Promise<void> {
    setTried(true);
    if (idWrong || nameWrong) return;
    const secret = await deed.run(() => addStudio({ studioId: studioId.trim(), name: name.trim() }));
    if (!secret) return;
    setStudioId('');
    setName('');
    setTried(false);
    onAdded(secret);
  }

  return (
    <Panel title={t('add.title')} className={styles.add!}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <p className="dim">{t('add.hint')}</p>
        <TextInput
          size="sm"
          maxLength={60}
          label={t('add.name')}
          placeholder={t('add.nameExample')}
          value={name}
          error={tried && nameWrong && t('add.nameWrong')}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          size="sm"
          dir="ltr"
          maxLength={128}
          label={t('add.id')}
          description={t('add.idHint')}
          placeholder="hetian-1"
          value={studioId}
          error={tried && idWrong && t('add.idWrong')}
          onChange={(event) => setStudioId(event.currentTarget.value)}
        />
        <ProblemLine problem={deed.problem} />
        <Button type="submit" size="sm" loading={deed.busy}>
          {t('add.act')}
        </Button>
      </form>
    </Panel>
  );
}
