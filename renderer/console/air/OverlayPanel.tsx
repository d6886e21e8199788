/** What the overlay shows besides the card: language, ticker, total, guests' lower thirds, slates, and its way into OBS. */
import { SegmentedControl, Switch } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { type Locale, locales } from '../../../native/contract/text.ts';
import { useLink, useTopic } from '../../client/hooks.ts';
import { DeskButton } from '../DeskButton.tsx';
import { useDesk } from '../desk.ts';
import { guardOf } from '../lock.ts';
import { Panel } from '../../parts/Panel.tsx';
import { useCommand } from '../use-command.ts';
import { useText } from '../../i18n/use-text.ts';

const shortNames: Record<Locale, string> = { 'zh-CN': '中文', ug: 'ئۇيغۇرچە', en: 'EN' };

export function OverlayPanel() {
  const { t } = useTranslation('console');
  const run = useCommand();
  const desk = useDesk();
  const open = useLink() === 'open';
  const overlay = useTopic('overlay');
  const held = useTopic('playout')?.slateHeld ?? null;
  return (
    <Panel
      title={t('overlay.title')}
      className="overlay-controls"
      aside={
        <SegmentedControl
          size="xs"
          {...guardOf('configureOverlay')}
          aria-label={t('overlay.language')}
          disabled={!overlay || !open}
          value={overlay?.locale ?? ''}
          data={locales.map((value) => ({ value, label: shortNames[value] }))}
          onChange={(locale) => void run('configureOverlay', { locale: locale as Locale })}
        />
      }
    >
      <NoRoute />
      <div className="control-line">
        <Guests />
        <DeskButton
          command="holdSlate"
          size="xs"
          variant="default"
          className={held?.slate === 'back-soon' ? 'is-on-air' : undefined}
          pressed={held?.slate === 'back-soon'}
          onPress={desk.toggleBackSoon}
        >
          {t('slate.back-soon')}
        </DeskButton>
      </div>
      <div className="control-line" {...guardOf('configureOverlay')}>
        <Switch
          size="sm"
          label={t('overlay.ticker')}
          disabled={!overlay || !open}
          checked={overlay?.tickerShown ?? false}
          onChange={(event) => void run('configureOverlay', { ticker: event.currentTarget.checked })}
        />
        <Switch
          size="sm"
          label={t('overlay.total')}
          disabled={!overlay || !open}
          checked={overlay?.totalShown ?? false}
          onChange={(event) => void run('configureOverlay', { total: event.currentTarget.checked })}
        />
        <SegmentedControl
          size="xs"
          aria-label={t('overlay.totalShows')}
          disabled={!overlay || !open}
          value={overlay?.totalShows ?? ''}
          data={[
            { value: 'gross', label: t('sales.gross') },
            { value: 'net', label: t('sales.net') },
          ]}
          onChange={(totalShows) => void run('configureOverlay', { totalShows: totalShows as 'gross' | 'net' })}
        />
      </div>
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

function Guests() {
  const { t } = useTranslation('console');
  const text = useText();
  const desk = useDesk();
  const playout = useTopic('playout');
  const segments = useTopic('rundown')?.rundown.segments;
  const segment = segments?.find(({ segmentId }) => segmentId === playout?.segmentOnAir?.segmentId);
  if (!segment || segment.guests.length === 0) return null;
  return (
    <ul className="guests" aria-label={t('lowerThird.title')}>
      {segment.guests.map(({ guestId, name, role }) => {
        const shown = playout?.lowerThirdOnAir?.guestId === guestId;
        return (
          <li key={guestId}>
            <DeskButton
              command={shown ? 'clearLowerThird' : 'showLowerThird'}
              size="xs"
              variant="default"
              className={shown ? 'is-on-air' : undefined}
              pressed={shown}
              onPress={() => desk.toggleGuest(segment.segmentId, guestId)}
            >
              <bdi>{text(name)}</bdi>&nbsp;
              <bdi className="guest-role">{text(role)}</bdi>
            </DeskButton>
          </li>
        );
      })}
    </ul>
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
