/** The bar below every page: take, clear, hold and the lower third at the same place always, then the outputs. */
import { IconEraser, IconHandStop, IconPlayerTrackNext, IconUser } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useTopic } from '../../client/hooks.ts';
import { DeskButton } from '../DeskButton.tsx';
import { useDesk } from '../desk.ts';
import { Figure } from '../../parts/Figure.tsx';
import { useCaps } from '../use-key-map.ts';
import { usePrepared } from '../use-prepared.ts';
import { useSayNothingToDo } from '../say-nothing-to-do.ts';
import { useText } from '../../i18n/use-text.ts';
import { AgainButton } from './AgainButton.tsx';
import { BroadcastButton } from './BroadcastButton.tsx';
import { OutputToggle } from './OutputToggle.tsx';

function PreparedWords() {
  const { t } = useTranslation('console');
  const text = useText();
  const { segment, product, guest } = usePrepared();
  const words = [
    segment && <bdi key="segment">{text(segment.title)}</bdi>,
    product && (
      <span key="product">
        <Figure>{product.number}</Figure> <bdi>{text(product.name)}</bdi>
      </span>
    ),
    guest && <bdi key="guest">{text(guest.name)}</bdi>,
  ].filter((each) => each !== undefined);
  if (words.length === 0) return <span className="take-what">{t('take.nothing')}</span>;
  return (
    <span className="take-what parts">
      {words.flatMap((each, index) =>
        index === 0
          ? [each]
          : [
              <span key={`plus-${index}`} className="plus">
                +
              </span>,
              each,
            ],
      )}
    </span>
  );
}

/** The parts of what is prepared, each with a button of its own; the rest stays prepared. */
function TakeParts() {
  const { t } = useTranslation('graphics');
  const desk = useDesk();
  const capsOf = useCaps();
  const { segment, product, guest } = usePrepared();
  return (
    <span className="take-parts">
      <DeskButton
        command="take"
        size="compact-sm"
        variant="default"
        disabled={!product && !guest}
        hint={t('desk.takeOverlayHint')}
        caps={capsOf('takeOverlay')}
        onPress={desk.takeOverlay}
      >
        {t('desk.takeOverlay')}
      </DeskButton>
      <DeskButton
        command="take"
        size="compact-sm"
        variant="default"
        disabled={!segment}
        hint={t('desk.takeSceneHint')}
        caps={capsOf('takeScene')}
        onPress={desk.takeScene}
      >
        {t('desk.takeScene')}
      </DeskButton>
    </span>
  );
}

export function TransportBar() {
  const { t } = useTranslation('console');
  const desk = useDesk();
  const capsOf = useCaps();
  const say = useSayNothingToDo();
  const playout = useTopic('playout');
  const { segment, product, guest } = usePrepared();
  const ready = segment !== undefined || product !== undefined || guest !== undefined;
  const held = playout?.slateHeld ?? null;
  const lowerThird = playout?.lowerThirdOnAir ?? null;
  return (
    <footer className="transport" aria-label={t('transport')}>
      <DeskButton
        command="take"
        className="take"
        variant={ready ? 'filled' : 'default'}
        hint={t('take.hint')}
        caps={capsOf('take')}
        onPress={desk.take}
        leftSection={<IconPlayerTrackNext size="1.5rem" className="mirrored" aria-hidden />}
      >
        <span className="take-words">
          <span>{t('take.take')}</span>
          <PreparedWords />
        </span>
      </DeskButton>
      <TakeParts />
      <DeskButton
        command="clear"
        variant="default"
        hint={t('clear.hint')}
        caps={capsOf('clear')}
        onPress={desk.clear}
        leftSection={<IconEraser size="1.35rem" aria-hidden />}
      >
        {t('clear.clear')}
      </DeskButton>
      <DeskButton
        command={held ? 'releaseSlate' : 'holdSlate'}
        variant="default"
        className={held ? 'is-on-air' : undefined}
        pressed={held !== null}
        hint={t(held ? 'hold.releaseHint' : 'hold.hint')}
        caps={capsOf('hold')}
        onPress={desk.toggleHold}
        leftSection={<IconHandStop size="1.35rem" aria-hidden />}
      >
        {t(held ? 'hold.release' : 'hold.hold')}
      </DeskButton>
      <DeskButton
        command={lowerThird ? 'clearLowerThird' : 'showLowerThird'}
        variant="default"
        className={lowerThird ? 'is-on-air' : undefined}
        pressed={lowerThird !== null}
        hint={t('lowerThird.hint')}
        caps={capsOf('lowerThird')}
        onPress={() => say(desk.toggleLowerThird())}
        leftSection={<IconUser size="1.35rem" aria-hidden />}
      >
        {t('lowerThird.title')}
      </DeskButton>
      <AgainButton />
      <span className="transport-gap" />
      <OutputToggle output="stream" />
      <OutputToggle output="record" />
      <BroadcastButton />
    </footer>
  );
}
