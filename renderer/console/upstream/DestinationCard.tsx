/** One destination: how it stands and why, how far it has got, and what can be done about it. */
import { Button, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCloudUpload, IconHourglass, IconPlayerPause } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type DestinationState, isRobotType } from '../../../native/contract/upstream.ts';
import { count } from '../../i18n/formats.ts';
import { Figure } from '../../parts/Figure.tsx';
import { NextTry } from '../shell/HealthLight.tsx';
import { useRefusalSentence } from '../use-command.ts';
import { DestinationActions } from './DestinationActions.tsx';
import { DestinationFacts } from './DestinationFacts.tsx';
import { nameOf, needsSetup } from './destination-words.ts';
import styles from './upstream.module.css';

const icons = {
  idle: IconCircleCheck,
  sending: IconCloudUpload,
  paused: IconPlayerPause,
  waiting: IconHourglass,
  stopped: IconAlertTriangle,
} satisfies Record<DestinationState['state'], unknown>;

interface DestinationCardProps {
  destination: DestinationState;
  onChange(): void;
  onParked(): void;
}

export function DestinationCard({ destination, onChange, onParked }: DestinationCardProps) {
  const { t } = useTranslation('upstream');
  const { destinationId, type, address, state, parkedCount, editable } = destination;
  const Icon = icons[state];
  return (
    <article className={styles.card} data-destination={destinationId} data-state={state} aria-label={nameOf(destination)}>
      <header>
        <bdi className="strong">{nameOf(destination)}</bdi>
        <span className="dim">{t(`type.${type}`)}</span>
        <span className={styles.stateMark}>
          <Icon size="1.1rem" aria-hidden />
          {t(`state.${state}`)}
        </span>
      </header>
      <Figure className={styles.address}>{address}</Figure>
      <Why destination={destination} onChange={onChange} />
      <DestinationFacts destination={destination} />
      {parkedCount > 0 && (
        <UnstyledButton className={styles.parkedButton} onClick={onParked}>
          {t('parked.open', { count: parkedCount, number: count(parkedCount) })}
        </UnstyledButton>
      )}
      {!editable && <p className={styles.note}>{t('card.fixed')}</p>}
      <DestinationActions destination={destination} canRewind={!isRobotType(type)} onChange={onChange} />
    </article>
  );
}

/** The state as a sentence: the problem with its remedy where there is one, else what the state means. */
function Why({ destination, onChange }: { destination: DestinationState; onChange(): void }) {
  const { t } = useTranslation('upstream');
  const sentence = useRefusalSentence();
  const { state, problem, nextTryAtMs } = destination;
  return (
    <div className={styles.why}>
      <p role="status" data-why>
        {problem ? sentence(problem) : t(`means.${state}`)}
      </p>
      {state === 'waiting' && nextTryAtMs !== null && <NextTry atMs={nextTryAtMs} />}
      {needsSetup(destination) && (
        <Button size="compact-xs" variant="default" onClick={onChange}>
          {t('action.mend')}
        </Button>
      )}
    </div>
  );
}
