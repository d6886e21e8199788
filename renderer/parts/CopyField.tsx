/** An address to be copied into another program. */
import { Button, TextInput } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

interface CopyFieldProps {
  label: string;
  value: string;
}

export function CopyField({ label, value }: CopyFieldProps) {
  const { t } = useTranslation('plan');
  const input = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    // A tablet on the LAN has no secure context and so no clipboard; then the marked text is copied by hand.
    input.current?.select();
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
    } catch {
      setCopied(false);
    }
  };
  return (
    <div className="copy-field">
      <TextInput ref={input} size="sm" dir="ltr" readOnly label={label} value={value} onFocus={(event) => event.currentTarget.select()} />
      <Button
        size="sm"
        variant="default"
        leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
        aria-label={`${t('action.copy')}: ${label}`}
        onClick={() => void copy()}
      >
        <span role="status">{copied ? t('action.copied') : t('action.copy')}</span>
      </Button>
    </div>
  );
}
