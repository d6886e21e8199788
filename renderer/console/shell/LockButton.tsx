/** Locks at a click; unlocks only by holding it for a second, or from the keyboard. */
import { UnstyledButton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconLock, IconLockOpen2 } from '@tabler/icons-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useKeyHandlers } from '../key-handlers.ts';
import { setLocked, toggleLock, useLocked, useLockGuard } from '../lock.ts';

const HOLD_MS = 1_000;

export function LockButton() {
  const { t } = useTranslation('console');
  const locked = useLocked();
  const [holding, setHolding] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  /** The click that ends a long press is not one of its own. */
  const held = useRef(false);
  const onHeldBack = useCallback(() => {
    notifications.hide('locked');
    notifications.show({
      id: 'locked',
      title: t('lock.locked'),
      message: t('lock.heldBack'),
      color: 'gray',
      autoClose: 3000,
      withBorder: true,
    });
  }, [t]);
  useLockGuard(onHeldBack);
  useKeyHandlers({ lock: toggleLock });
  useEffect(() => () => clearTimeout(timer.current), []);

  function begin(): void {
    held.current = false;
    if (!locked) return;
    setHolding(true);
    timer.current = setTimeout(() => {
      held.current = true;
      setHolding(false);
      setLocked(false);
      notifications.hide('locked');
    }, HOLD_MS);
  }

  function stop(): void {
    clearTimeout(timer.current);
    setHolding(false);
  }

  function press(byKeyboard: boolean): void {
    if (byKeyboard) toggleLock();
    else if (held.current) held.current = false;
    else if (!locked) setLocked(true);
    else onHeldBack();
  }

  const Icon = locked ? IconLock : IconLockOpen2;
  return (
    <UnstyledButton
      className={`lock-button ${locked ? 'locked' : ''} ${holding ? 'holding' : ''}`}
      aria-pressed={locked}
      aria-label={t('lock.label')}
      title={t(locked ? 'lock.unlockHint' : 'lock.lockHint')}
      onPointerDown={begin}
      onPointerUp={stop}
      onPointerLeave={stop}
      onPointerCancel={stop}
      onContextMenu={(event) => event.preventDefault()}
      onClick={(event) => press(event.detail === 0)}
    >
      <Icon size="1.2rem" aria-hidden />
      {locked && <span>{t('lock.locked')}</span>}
    </UnstyledButton>
  );
}
