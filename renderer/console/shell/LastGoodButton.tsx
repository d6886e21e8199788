/** Brings back scene, card, lower third, sound and sources as they were when all was last well. */
import { notifications } from '@mantine/notifications';
import { IconHistory } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { clockTime } from '../../i18n/formats.ts';
import { DeskButton } from '../DeskButton.tsx';
import { useCommand } from '../use-command.ts';

export function LastGoodButton() {
  const { t } = useTranslation('safety');
  const run = useCommand();
  const repeat = async () => {
    const done = await run('repeatLastGood', {});
    if (!done) return;
    const message = t('checklist.lastGoodDone', { at: clockTime(done.atMs), changed: done.changed });
    notifications.show({ message, color: 'teal', withBorder: true });
  };
  return (
    <DeskButton
      command="repeatLastGood"
      variant="default"
      hint={t('checklist.lastGoodHint')}
      leftSection={<IconHistory size="1.2rem" aria-hidden />}
      onPress={() => void repeat()}
    >
      {t('checklist.lastGood')}
    </DeskButton>
  );
}
