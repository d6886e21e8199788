/** Takes in the files that a studio without a line has written to a stick. */
import { Button, FileButton, Progress } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconUsb } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { count } from '../../i18n/formats.ts';
import { Figure } from '../../parts/Figure.tsx';
import { Panel } from '../../parts/Panel.tsx';
import tables from '../../parts/tables.module.css';
import { useFileDrop } from '../../parts/use-file-drop.ts';
import styles from '../district.module.css';
import { useProblemSentence } from '../use-refusal.ts';
import { type StickFile, useImports } from './use-imports.ts';

const KIBIBYTE = 1024;

export function SticksPage() {
  const { t } = useTranslation('district');
  const { files, add } = useImports();
  const drop = useFileDrop(add);
  const done = files.filter(({ state }) => state === 'done');
  const added = done.reduce((sum, { answer }) => sum + (answer?.added ?? 0), 0);
  return (
    <main className={styles.sticks} aria-label={t('nav.import')} {...drop.handlers}>
      <h1 className="visually-hidden">{t('nav.import')}</h1>
      <section className={styles.dropPlace} data-over={drop.over || undefined} aria-label={t('sticks.title')}>
        <IconUsb size="2.4rem" aria-hidden />
        <p>{t('sticks.drop')}</p>
        <FileButton multiple accept=".entries" onChange={(chosen) => add(chosen)}>
          {(props) => (
            <Button size="sm" {...props}>
              {t('sticks.choose')}
            </Button>
          )}
        </FileButton>
        <p className="dim">{t('sticks.hint')}</p>
      </section>
      {files.length > 0 && (
        <Panel
          title={t('sticks.files', { count: files.length })}
          className={styles.stickFiles!}
          aside={
            <span role="status">{t('sticks.sum', { done: count(done.length), files: count(files.length), added: count(added) })}</span>
          }
        >
          <ul className={tables.scroll} aria-label={t('sticks.title')}>
            {files.map((file) => (
              <Row key={file.number} file={file} />
            ))}
          </ul>
        </Panel>
      )}
    </main>
  );
}

function Row({ file: { name, bytes, sent, state, answer, problem } }: { file: StickFile }) {
  const { t } = useTranslation('district');
  const sentence = useProblemSentence();
  return (
    <li data-file={name} data-state={state}>
      <bdi dir="ltr" className={styles.fileName}>
        {name}
      </bdi>
      <Figure className="dim">{count(Math.ceil(bytes / KIBIBYTE))} KiB</Figure>
      {state === 'waiting' && <span className="dim">{t('sticks.waiting')}</span>}
      {state === 'sending' && (
        <Progress className={styles.fileProgress} value={sent * 100} aria-label={t('sticks.sending', { file: name })} />
      )}
      {state === 'done' && answer && (
        <span className={styles.fileDone}>
          <IconCheck size="1.1rem" aria-hidden />
          <span>
            {t('sticks.done', {
              // Isolated, so that the id does not draw the numbers after it to its side.
              studio: `\u2068${answer.studioId}\u2069`,
              first: answer.firstSeq,
              last: answer.lastSeq,
              added: count(answer.added),
              known: count(answer.known),
            })}
          </span>
        </span>
      )}
      {state === 'failed' && problem && (
        <span className={styles.fileFailed}>
          <IconAlertTriangle size="1.1rem" aria-hidden />
          <span>{sentence(problem, { file: name })}</span>
        </span>
      )}
    </li>
  );
}
