/** Takes a theme in from a file that is chosen on this device. */
import { Button } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';

export function ThemeFileButton({ onFile }: { onFile(file: File): void }) {
  const { t } = useTranslation('themes');
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button size="xs" variant="default" leftSection={<IconUpload size={14} aria-hidden />} onClick={() => input.current?.click()}>
        {t('file.import')}
      </Button>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        hidden
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = '';
          if (file) onFile(file);
        }}
      />
    </>
  );
}
