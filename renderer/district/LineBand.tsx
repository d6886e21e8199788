/** The band that says that the receiver is away and since when, because figures of then must not be taken for figures of now. */
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { dayClock } from '../i18n/formats.ts';
import { Figure } from '../parts/Figure.tsx';
import type { LiveBoard } from './use-live-board.ts';
import { useProblemSentence } from './use-refusal.ts';

export function LineBand({ live: { old, problem, board } }: { live: LiveBoard }) {
  const { t } = useTranslation('district');
  const sentence = useProblemSentence();
  if (!old) return null;
  return (
    <div className="link-band" role="alert">
      <IconPlugConnectedX size="1.5rem" aria-hidden />
      <span>
        <strong>{sentence(problem ?? 'line')}</strong>{' '}
        {board && (
          <>
            {t('line.figuresFrom')} <Figure>{dayClock(board.nowAtMs)}</Figure>
          </>
        )}
      </span>
    </div>
  );
}
