/** Takes a message out of the plan at once, and offers for a while to bring it back as it was. */
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import type { Announcement, Offer } from '../../../../native/contract/graphics.ts';
import { useText } from '../../../i18n/use-text.ts';
import { useCommand } from '../../use-command.ts';

const AGAIN_MS = 10_000;

export function useRemoval(): { removeAnnouncement(announcement: Announcement): Promise<void>; removeOffer(offer: Offer): Promise<void> } {
  const { t } = useTranslation('graphics');
  const text = useText();
  const run = useCommand();

  function offerAgain(id: string, words: string, bringBack: () => Promise<unknown>): void {
    notifications.show({
      id: `removed-${id}`,
      title: t('messages.removed'),
      message: (
        <span className="removed-message">
          <bdi>{words}</bdi>
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => {
              notifications.hide(`removed-${id}`);
              void bringBack();
            }}
          >
            {t('messages.again')}
          </Button>
        </span>
      ),
      color: 'gray',
      autoClose: AGAIN_MS,
      withBorder: true,
      closeButtonProps: { 'aria-label': t('messages.dismiss') },
    });
  }

  return {
    async removeAnnouncement(announcement) {
      const { announcementId } = announcement;
      if (!(await run('removeAnnouncement', { announcementId }))) return;
      offerAgain(announcementId, text(announcement.text), () => run('saveAnnouncement', announcement));
    },
    async removeOffer(offer) {
      if (!(await run('removeOffer', { offerId: offer.offerId }))) return;
      offerAgain(offer.offerId, text(offer.title), () => run('saveOffer', offer));
    },
  };
}
