/** A button of the desk: names its key, shows when its command is under way, and rests while the line to the host is down. */
import { Button, type ButtonProps, Kbd, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CommandName } from '../../native/contract/commands.ts';
import { useLink } from '../client/hooks.ts';
import { guardOf } from './lock.ts';
import { usePending } from './use-command.ts';

export interface DeskButtonProps extends Pick<ButtonProps, 'color' | 'variant' | 'size' | 'className' | 'leftSection' | 'disabled'> {
  /** The command whose progress is shown. */
  command: CommandName;
  onPress(): void;
  children: ReactNode;
  /** What the button does, for its tooltip. */
  hint?: string;
  caps?: readonly string[];
  /** For buttons that are on or off. */
  pressed?: boolean;
  label?: string;
}

export function DeskButton({ command, onPress, children, hint, caps = [], pressed, label, disabled, ...look }: DeskButtonProps) {
  const pending = usePending(command);
  const open = useLink() === 'open';
  const { t } = useTranslation('console');
  const button = (
    <Button
      size="sm"
      {...guardOf(command)}
      {...look}
      disabled={disabled || !open}
      aria-busy={pending}
      aria-pressed={pressed}
      aria-label={label}
      aria-keyshortcuts={caps.length > 0 ? caps.join(' ') : undefined}
      onClick={onPress}
    >
      {children}
    </Button>
  );
  if (!hint && caps.length === 0) return button;
  return (
    <Tooltip
      openDelay={400}
      label={
        <>
          {hint}
          {caps.map((cap) => (
            <Kbd key={cap} className="tooltip-key" dir="ltr">
              {cap === 'Space' ? t('keys.space') : cap}
            </Kbd>
          ))}
        </>
      }
    >
      {button}
    </Tooltip>
  );
}
