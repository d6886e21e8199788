/** The last things that happened, as sentences, and a field for the operator's own note. */
import { TextInput } from '@mantine/core';
import { type RefObject, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLink, useTopic } from '../../client/hooks.ts';
import { clockTime, duration } from '../../i18n/formats.ts';
import { Figure } from '../../parts/Figure.tsx';
import { useCaps } from '../use-key-map.ts';
import { Panel } from '../../parts/Panel.tsx';
import { useCommand } from '../use-command.ts';
import { useText } from '../../i18n/use-text.ts';
import { actorName } from '../../i18n/actor-name.ts';
import { isTrouble, logSentence } from '../../i18n/log-sentence.ts';

export function LogPanel({ noteField }: { noteField: RefObject<HTMLInputElement | null> }) {
  const { t } = useTranslation('console');
  const text = useText();
  const lines = useTopic('log')?.lines ?? [];
  const newestFirst = lines.toSorted((a, b) => b.seq - a.seq);
  return (
    <Panel title={t('log.title')} className="log" aside={<Note field={noteField} />}>
      {newestFirst.length === 0 && <p className="dim">{t('log.empty')}</p>}
      <ol className="log-lines" tabIndex={0} aria-label={t('log.title')}>
        {newestFirst.map((line) => {
          const who = actorName(line.actor, t);
          return (
            <li key={line.seq} className={isTrouble(line) ? 'warning' : undefined}>
              <Figure className="dim">{clockTime(line.atMs)}</Figure>{' '}
              {line.timecodeMs !== undefined && <Figure className="log-timecode">{duration(line.timecodeMs)}</Figure>}{' '}
              <bdi>{logSentence(line, text, t)}</bdi>
              {who !== null && <bdi className="log-who">{who}</bdi>}
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}

/** Keeps what was typed until the studio has it. */
function Note({ field }: { field: RefObject<HTMLInputElement | null> }) {
  const { t } = useTranslation('console');
  const run = useCommand();
  const caps = useCaps()('note');
  const open = useLink() === 'open';
  const [note, setNote] = useState('');
  async function add(): Promise<void> {
    const written = note.trim();
    if (written === '') return;
    if (await run('addNote', { text: written })) setNote((now) => (now.trim() === written ? '' : now));
  }
  return (
    <TextInput
      ref={field}
      size="xs"
      className="note-field"
      maxLength={500}
      disabled={!open && note === ''}
      aria-label={t('log.noteField')}
      placeholder={caps.length > 0 ? `${t('log.noteField')} (${caps[0]})` : t('log.noteField')}
      value={note}
      onChange={(event) => setNote(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') event.currentTarget.blur();
        if (event.key === 'Enter' && !event.nativeEvent.isComposing) void add();
      }}
    />
  );
}
