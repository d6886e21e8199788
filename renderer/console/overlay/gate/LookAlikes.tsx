/** Characters that are read as others before words are looked for: only those listed. */
import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './gate-tab.module.css';
import type { RulesOf } from './rule-draft.ts';

type Pairs = RulesOf<'claims'>['lookAlikes'];

export function LookAlikes({ pairs, search, onChange }: { pairs: Pairs; search: string; onChange(pairs: Pairs): void }) {
  const { t } = useTranslation('gate');
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const wanted = search.trim();
  const found = wanted === '' ? pairs : pairs.filter((pair) => `${pair.from}${pair.to}`.includes(wanted));
  const taken = pairs.some((pair) => pair.from === from.trim());
  const complete = from.trim() !== '' && to.trim() !== '' && !taken;
  return (
    <div className={styles.words} role="group" aria-label={t('ruleName.look-alikes')}>
      <p className="dim">{t('claims.lookAlikesHint')}</p>
      <form
        className={styles.adder}
        onSubmit={(event) => {
          event.preventDefault();
          if (!complete) return;
          onChange([{ from: from.trim(), to: to.trim() }, ...pairs]);
          setFrom('');
          setTo('');
        }}
      >
        <TextInput
          size="xs"
          dir="auto"
          aria-label={t('claims.lookAlikeFrom')}
          placeholder={t('claims.lookAlikeFrom')}
          maxLength={4}
          value={from}
          error={taken ? t('claims.lookAlikeTaken') : undefined}
          onChange={(event) => setFrom(event.currentTarget.value)}
        />
        <TextInput
          size="xs"
          dir="auto"
          aria-label={t('claims.lookAlikeTo')}
          placeholder={t('claims.lookAlikeTo')}
          maxLength={4}
          value={to}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
        <Button size="xs" type="submit" variant="default" disabled={!complete}>
          {t('words.addIt')}
        </Button>
      </form>
      {found.length === 0 ? (
        <p className="dim">{t(pairs.length === 0 ? 'words.empty' : 'words.notFound')}</p>
      ) : (
        <ul>
          {found.map((pair) => (
            <li key={pair.from} dir="ltr">
              <bdi>{pair.from}</bdi> → <bdi>{pair.to}</bdi>
              <ActionIcon
                size="xs"
                variant="subtle"
                color="gray"
                aria-label={t('words.remove', { word: pair.from })}
                onClick={() => onChange(pairs.filter((each) => each !== pair))}
              >
                <IconX size={12} aria-hidden />
              </ActionIcon>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
