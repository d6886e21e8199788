/** Says why a key had no effect, so that no press is lost in silence. */
import { notifications } from '@mantine/notifications';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { NothingToDo } from './desk.ts';

export function useSayNothingToDo(): (why: NothingToDo | null) => void {
  const { t } = useTranslation('console');
  return useCallback(
    (why) => {
      if (!why) return;
      notifications.hide(why);
      notifications.show({ id: why, message: t(`nothingToDo.${why}`), color: 'gray', autoClose: 4000, withBorder: true });
    },
    [t],
  );
}
