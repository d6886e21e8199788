/** For ten seconds after something was cleared: one press shows it again. */
import { IconArrowBackUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useText } from '../../i18n/use-text.ts';
import { useCleared } from '../cleared.ts';
import { useDesk } from '../desk.ts';
import { DeskButton } from '../DeskButton.tsx';
import { useSayNothingToDo } from '../say-nothing-to-do.ts';
import { useCaps } from '../use-key-map.ts';

export function AgainButton() {
  const { t } = useTranslation('graphics');
  const text = useText();
  const desk = useDesk();
  const say = useSayNothingToDo();
  const capsOf = useCaps();
  const cleared = useCleared();
  if (!cleared) return null;
  const { card, lowerThird, announcement, offer } = cleared;
  const gone = [card?.name, lowerThird?.name, announcement?.text, offer?.title].flatMap((words) => (words ? [text(words)] : []));
  return (
    <DeskButton
      command={card ? 'showCard' : 'showLowerThird'}
      variant="default"
      className="again"
      hint={t('desk.againHint')}
      caps={capsOf('showAgain')}
      onPress={() => say(desk.showAgain())}
      leftSection={<IconArrowBackUp size="1.35rem" className="mirrored" aria-hidden />}
    >
      <span className="take-words" role="status">
        <span>{t('desk.again')}</span>
        <bdi className="take-what">{gone.join(' + ')}</bdi>
      </span>
    </DeskButton>
  );
}
