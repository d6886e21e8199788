/** A list of words or phrases: found by typing, added one by one or pasted as a list, taken out one by one. */
import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './gate-tab.module.css';
import { wordsIn } from './rule-draft.ts';

interface WordListProps {
  label: string;
  words: readonly string[];
  /** Only words that hold this are shown. */
  search?: string;
  onChange(words: string[]): void;
}

/** As the contract allows. */
const LONGEST = 80;
/** More at once only makes the page slow; a search leads to the rest. */
const SHOWN = 240;

export function WordList({ label, words, search = '', onChange }: WordListProps) {
  const { t } = useTranslation('gate');
  const [typed, setTyped] = useState('');
  const [told, setTold] = useState('');
  const wanted = search.trim().toLowerCase();
  const found = wanted === '' ? words : words.filter((word) => word.toLowerCase().includes(wanted));
  const add = (text: string) => {
    const given = wordsIn(text);
    const fresh = given.filter((word) => word.length <= LONGEST && !words.includes(word));
    if (given.length === 0) return;
    if (fresh.length > 0) onChange([...fresh, ...words]);
    setTold(t('words.added', { added: fresh.length, left: given.length - fresh.length }));
    setTyped('');
  };
  return (
    <div className={styles.words} role="group" aria-label={label}>
      <form
        className={styles.adder}
        onSubmit={(event) => {
          event.preventDefault();
          add(typed);
        }}
      >
        <TextInput
          size="xs"
          dir="auto"
          aria-label={t('words.add', { label })}
          placeholder={t('words.placeholder')}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onPaste={(event) => {
            const pasted = event.clipboardData.getData('text');
            // A field of one line would run the lines of a list together.
            if (wordsIn(pasted).length < 2) return;
            event.preventDefault();
            add(pasted);
          }}
        />
        <Button size="xs" type="submit" variant="default" disabled={wordsIn(typed).length === 0}>
          {t('words.addIt')}
        </Button>
        <span role="status" className="dim">
          {told}
        </span>
      </form>
      {found.length === 0 ? (
        <p className="dim">{t(words.length === 0 ? 'words.empty' : 'words.notFound')}</p>
      ) : (
        <ul>
          {found.slice(0, SHOWN).map((word) => (
            <li key={word}>
              <bdi>{word}</bdi>
              <ActionIcon
                size="xs"
                variant="subtle"
                color="gray"
                aria-label={t('words.remove', { word })}
                onClick={() => onChange(words.filter((each) => each !== word))}
              >
                <IconX size={12} aria-hidden />
              </ActionIcon>
            </li>
          ))}
        </ul>
      )}
      {found.length > SHOWN && <p className="dim">{t('words.more', { count: found.length - SHOWN })}</p>}
    </div>
  );
}
