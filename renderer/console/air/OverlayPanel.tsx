/** The desk of the overlay: what is used every minute is pressed here; what is set once a day stands on the page of messages. */
import './overlay.css';
import { Anchor } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { useTopic } from '../../client/hooks.ts';
import { Panel } from '../../parts/Panel.tsx';
import { DeskButton } from '../DeskButton.tsx';
import { useDesk } from '../desk.ts';
import { addressOf } from '../routes.ts';
import { useCaps } from '../use-key-map.ts';
import { useCommand } from '../use-command.ts';
import { GuestChips } from './overlay/GuestChips.tsx';
import { Languages } from './overlay/Languages.tsx';
import { MessageMenus } from './overlay/MessageMenus.tsx';
import { StandingLayers, StandingLayersMenu } from './overlay/StandingLayers.tsx';

export function OverlayPanel() {
  const { t } = useTranslation('console');
  const { t: graphics } = useTranslation('graphics');
  const desk = useDesk();
  const capsOf = useCaps();
  // Where there is no room for all of it, what is switched seldom goes behind a button.
  const small = useMediaQuery('(max-width: 1180px), (max-height: 740px)', false, { getInitialValueInEffect: false });
  const held = useTopic('playout')?.slateHeld ?? null;
  return (
    <Panel title={t('overlay.title')} className="overlay-controls" aside={<Languages />}>
      <NoRoute />
      <GuestChips />
      <div className="control-line">
        <MessageMenus />
        <DeskButton
          command="holdSlate"
          size="compact-sm"
          variant="default"
          className={held?.slate === 'back-soon' ? 'is-on-air' : undefined}
          pressed={held?.slate === 'back-soon'}
          label={t('slate.back-soon')}
          hint={t('slate.back-soon')}
          caps={capsOf('backSoon')}
          onPress={desk.toggleBackSoon}
        >
          {graphics('desk.backSoon')}
        </DeskButton>
        {small && <StandingLayersMenu />}
      </div>
      {!small && <StandingLayers />}
      <MissingMarks />
    </Panel>
  );
}

/** Only while the overlay is not in OBS: then nothing of it reaches viewers. */
function NoRoute() {
  const { t } = useTranslation('console');
  const route = useTopic('playout')?.overlayRoute;
  if (route !== 'none') return null;
  return (
    <div className="control-line">
      <span className="warning">{t('overlay.route.none')}</span>
      <PrepareObsButton />
    </div>
  );
}

/** A footer that is switched on and has no words is no footer. */
function MissingMarks() {
  const { t } = useTranslation('graphics');
  const overlay = useTopic('overlay');
  if (!overlay?.footerShown || overlay.footer) return null;
  return (
    <p className="overlay-missing">
      <Anchor href={addressOf('overlay', 'messages')} className="warning">
        {t('desk.footerEmpty')}
      </Anchor>
    </p>
  );
}

function PrepareObsButton() {
  const { t } = useTranslation('console');
  const run = useCommand();
  const mirror = useTopic('obs')?.mirror;
  async function prepare(): Promise<void> {
    const done = await run('prepareObs', {});
    if (!done) return;
    const { createdScenes, overlayAddedTo, route } = done;
    notifications.show({
      title: t('prepareObs.done'),
      message: t('prepareObs.did', { scenes: createdScenes.length, overlays: overlayAddedTo.length, route: t(`overlay.route.${route}`) }),
      color: 'teal',
      autoClose: 8000,
      withBorder: true,
    });
  }
  return (
    <DeskButton
      command="prepareObs"
      size="xs"
      variant="default"
      disabled={!mirror}
      hint={t('prepareObs.hint')}
      onPress={() => void prepare()}
    >
      {t('commands.prepareObs')}
    </DeskButton>
  );
}
