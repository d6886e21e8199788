/** Announcements and offers behind one button each, which turns red while one of them is on air. */
import { Menu } from '@mantine/core';
import { IconDiscount2, IconSpeakerphone } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { subjectKey } from '../../../../native/contract/gate.ts';
import type { Offer, OfferOnAir } from '../../../../native/contract/graphics.ts';
import { useLink, useTopic } from '../../../client/hooks.ts';
import { clockMinute } from '../../../i18n/formats.ts';
import { useText } from '../../../i18n/use-text.ts';
import { Figure } from '../../../parts/Figure.tsx';
import { type ClearableLayer, useDesk } from '../../desk.ts';
import { GateBadge } from '../../gate/GateBadge.tsx';
import { guardOf } from '../../lock.ts';
import { addressOf } from '../../routes.ts';
import { useCommand } from '../../use-command.ts';
import { ClearLayer } from './ClearLayer.tsx';

export function MessageMenus() {
  return (
    <>
      <AnnouncementMenu />
      <OfferMenu />
    </>
  );
}

function AnnouncementMenu() {
  const { t } = useTranslation('graphics');
  const text = useText();
  const run = useCommand();
  const desk = useDesk();
  const announcements = useTopic('graphics')?.announcements ?? [];
  const onAir = useTopic('playout')?.announcementOnAir ?? null;
  return (
    <MessageMenu
      icon={<IconSpeakerphone size="1.05rem" aria-hidden />}
      label={t('desk.announcements')}
      onAir={onAir && { layer: 'announcement', words: text(onAir.text) }}
      empty={announcements.length === 0 ? t('desk.noAnnouncements') : null}
    >
      {announcements.map(({ announcementId, text: words }) => {
        const shown = onAir?.announcementId === announcementId;
        return (
          <MessageItem
            key={announcementId}
            shown={shown}
            onPress={() => (shown ? desk.clearLayer('announcement') : void run('showAnnouncement', { announcementId }))}
          >
            <bdi className="message-words">{text(words)}</bdi>
            <GateBadge subjects={[subjectKey({ kind: 'announcement', id: announcementId })]} />
          </MessageItem>
        );
      })}
    </MessageMenu>
  );
}

function OfferMenu() {
  const { t } = useTranslation('graphics');
  const text = useText();
  const offers = useTopic('graphics')?.offers ?? [];
  const onAir = useTopic('playout')?.offerOnAir ?? null;
  const words = onAir?.state === 'result' && onAir.result ? onAir.result : onAir?.title;
  return (
    <MessageMenu
      icon={<IconDiscount2 size="1.05rem" aria-hidden />}
      label={t('desk.offers')}
      onAir={onAir && words ? { layer: 'offer', words: text(words) } : null}
      aside={onAir?.state === 'announced' && <NextOfTheOffer onAir={onAir} />}
      empty={offers.length === 0 ? t('desk.noOffers') : null}
    >
      {offers.map((offer) => (
        <OfferItems key={offer.offerId} offer={offer} onAir={onAir?.offerId === offer.offerId ? onAir.state : null} />
      ))}
    </MessageMenu>
  );
}

/** One item for its announcement, and one for its result once a person has typed it. */
function OfferItems({ offer, onAir }: { offer: Offer; onAir: OfferOnAir['state'] | null }) {
  const { t } = useTranslation('graphics');
  const text = useText();
  const run = useCommand();
  const desk = useDesk();
  const { offerId, kind, title, opensAtMs, result } = offer;
  const item = (state: OfferOnAir['state'], words: ReactNode) => (
    <MessageItem
      shown={onAir === state}
      onPress={() => (onAir === state ? desk.clearLayer('offer') : void run('showOffer', { offerId, state }))}
    >
      {words}
    </MessageItem>
  );
  return (
    <>
      {item(
        'announced',
        <>
          <span className="message-kind">{t(`messages.kind.${kind}`)}</span>
          <bdi className="message-words">{text(title)}</bdi>
          <GateBadge subjects={[subjectKey({ kind: 'offer', id: offerId })]} />
          {opensAtMs !== undefined && <Figure className="dim">{clockMinute(opensAtMs)}</Figure>}
        </>,
      )}
      {result &&
        item(
          'result',
          <>
            <span className="message-kind">{t('messages.state.result')}</span>
            <bdi className="message-words">{text(result)}</bdi>
          </>,
        )}
    </>
  );
}

/** What comes after it was announced: its result, once a person has typed it. */
function NextOfTheOffer({ onAir: { offerId } }: { onAir: OfferOnAir }) {
  const { t } = useTranslation('graphics');
  const run = useCommand();
  const open = useLink() === 'open';
  const planned = useTopic('graphics')?.offers.find((offer) => offer.offerId === offerId);
  if (!planned?.result) {
    return (
      <a className="message-next" href={addressOf('overlay', 'messages')}>
        {t('desk.typeResult')}
      </a>
    );
  }
  return (
    <button
      type="button"
      className="message-next"
      disabled={!open}
      {...guardOf('showOffer')}
      onClick={() => void run('showOffer', { offerId, state: 'result' })}
    >
      {t('desk.showResult')}
    </button>
  );
}

interface MessageMenuProps {
  icon: ReactNode;
  label: string;
  /** What of it is on air, with its way off. */
  onAir: { layer: ClearableLayer; words: string } | null;
  /** The next step of what is on air. */
  aside?: ReactNode;
  /** What to do where there is nothing to show. */
  empty: string | null;
  children: ReactNode;
}

function MessageMenu({ icon, label, onAir, aside, empty, children }: MessageMenuProps) {
  const { t } = useTranslation('graphics');
  const { t: console } = useTranslation('console');
  return (
    <span className={`message ${onAir ? 'onAir' : ''}`} data-layer={onAir?.layer}>
      <Menu position="bottom-end" width={330} withinPortal returnFocus>
        <Menu.Target>
          <button type="button" className="message-button" title={onAir?.words}>
            {icon}
            {onAir ? (
              <>
                <span className="visually-hidden">
                  {label}, {console('mark.onAir')}:
                </span>
                <bdi>{onAir.words}</bdi>
              </>
            ) : (
              <span>{label}</span>
            )}
          </button>
        </Menu.Target>
        <Menu.Dropdown className="message-menu">
          {empty !== null && <Menu.Label>{empty}</Menu.Label>}
          {children}
          <Menu.Divider />
          <Menu.Item component="a" href={addressOf('overlay', 'messages')}>
            {t('desk.editMessages')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {aside}
      {onAir && <ClearLayer layer={onAir.layer} />}
    </span>
  );
}

function MessageItem({ shown, onPress, children }: { shown: boolean; onPress(): void; children: ReactNode }) {
  const { t } = useTranslation('graphics');
  const { t: console } = useTranslation('console');
  const open = useLink() === 'open';
  return (
    <Menu.Item
      className={shown ? 'message-item onAir' : 'message-item'}
      disabled={!open}
      onClick={onPress}
      {...guardOf('showAnnouncement')}
    >
      <span className="message-line">
        {children}
        {shown && <span className="mark on-air">{console('mark.onAir')}</span>}
        {shown && <span className="message-clear">{t('desk.clear')}</span>}
      </span>
    </Menu.Item>
  );
}
