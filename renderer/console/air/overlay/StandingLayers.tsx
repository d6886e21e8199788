/** The layers that stand for long, each with a switch; one that the guests on screen do not allow says so. */
import { Button, Popover, SegmentedControl, Switch } from '@mantine/core';
import { IconStack3 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { LayerId } from '../../../../native/contract/layout.ts';
import type { OverlayState } from '../../../../native/contract/overlay.ts';
import { useLink, useTopic } from '../../../client/hooks.ts';
import { guardOf } from '../../lock.ts';
import { useCommand } from '../../use-command.ts';

interface StandingLayer {
  name: 'ticker' | 'tickerNamesBuyers' | 'total' | 'next' | 'segmentTitle' | 'clock' | 'footer' | 'adMark';
  layer: LayerId;
  shown(overlay: OverlayState): boolean;
}

const standing: readonly StandingLayer[] = [
  { name: 'ticker', layer: 'ticker', shown: (overlay) => overlay.tickerShown },
  { name: 'tickerNamesBuyers', layer: 'ticker', shown: (overlay) => overlay.tickerNamesBuyers },
  { name: 'next', layer: 'next', shown: (overlay) => overlay.nextShown },
  { name: 'segmentTitle', layer: 'segment-title', shown: (overlay) => overlay.segmentTitleShown },
  { name: 'clock', layer: 'clock', shown: (overlay) => overlay.clockShown },
  { name: 'footer', layer: 'footer', shown: (overlay) => overlay.footerShown },
  { name: 'adMark', layer: 'ad-mark', shown: (overlay) => overlay.adMarkShown },
  { name: 'total', layer: 'total', shown: (overlay) => overlay.totalShown },
];

export function StandingLayers() {
  const { t } = useTranslation('graphics');
  const { t: console } = useTranslation('console');
  const run = useCommand();
  const open = useLink() === 'open';
  const overlay = useTopic('overlay');
  const resting = !overlay || !open;
  const heldBack = overlay?.heldBack ?? [];
  return (
    <div className="standing" {...guardOf('configureOverlay')}>
      {standing.map(({ name, layer, shown }) => {
        const isHeldBack = heldBack.includes(layer);
        return (
          <Switch
            key={name}
            size="xs"
            className={isHeldBack ? 'held-back' : undefined}
            label={t(`desk.layer.${name}`)}
            title={[t(`desk.layerHint.${name}`), ...(isHeldBack ? [t('desk.heldBack')] : [])].join(' · ')}
            wrapperProps={{ 'data-layer': name }}
            aria-description={isHeldBack ? t('desk.heldBack') : undefined}
            disabled={resting || (name === 'tickerNamesBuyers' && !overlay.tickerShown)}
            checked={overlay ? shown(overlay) : false}
            onChange={(event) => void run('configureOverlay', { [name]: event.currentTarget.checked })}
          />
        );
      })}
      <SegmentedControl
        size="xs"
        aria-label={console('overlay.totalShows')}
        disabled={resting || !overlay.totalShown}
        value={overlay?.totalShows ?? ''}
        data={[
          { value: 'gross', label: console('sales.gross') },
          { value: 'net', label: console('sales.net') },
        ]}
        onChange={(totalShows) => void run('configureOverlay', { totalShows: totalShows as 'gross' | 'net' })}
      />
    </div>
  );
}

/** The same on a small screen, one press away. */
export function StandingLayersMenu() {
  const { t } = useTranslation('graphics');
  return (
    <Popover position="bottom-end" width={280} withinPortal trapFocus returnFocus>
      <Popover.Target>
        <Button size="compact-sm" variant="default" leftSection={<IconStack3 size="1rem" aria-hidden />}>
          {t('desk.layers')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={0}>
        <StandingLayers />
      </Popover.Dropdown>
    </Popover>
  );
}
