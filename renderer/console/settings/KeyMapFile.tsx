/** The key map as a file: out for another studio, in from one. */
import { Button } from '@mantine/core';
import { IconDownload, IconUpload } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { type KeyMap, keyMapSchema } from '../../../native/contract/controls.ts';
import styles from './keys.module.css';

const fileSchema = z.object({ hetianKeyMap: z.literal(1), keyMap: keyMapSchema.nullable() });
const LARGEST_BYTES = 64 * 1024;

interface KeyMapFileProps {
  keyMap: KeyMap | null;
  locked: string | null;
  onRead(keyMap: KeyMap | null): void;
}

export function KeyMapFile({ keyMap, locked, onRead }: KeyMapFileProps) {
  const { t } = useTranslation('controls');
  const input = useRef<HTMLInputElement>(null);
  const [unreadable, setUnreadable] = useState<string | null>(null);

  function write(): void {
    const text = `${JSON.stringify({ hetianKeyMap: 1, keyMap } satisfies z.infer<typeof fileSchema>, null, 2)}\n`;
    const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
    const link = document.createElement('a');
    link.href = address;
    link.download = 'key-map.json';
    link.click();
    // The browser reads it after the click has returned.
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  }

  async function read(file: File): Promise<void> {
    const map = await mapOf(file);
    setUnreadable(map ? null : file.name);
    if (map) onRead(map.keyMap);
  }

  return (
    <>
      <Button size="xs" variant="default" leftSection={<IconDownload size={14} aria-hidden />} onClick={write}>
        {t('keys.export')}
      </Button>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconUpload size={14} aria-hidden />}
        disabled={locked !== null}
        title={locked ?? undefined}
        onClick={() => input.current?.click()}
      >
        {t('keys.import')}
      </Button>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        hidden
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = '';
          if (file) void read(file);
        }}
      />
      {unreadable !== null && (
        <span role="alert" className={styles.problem}>
          {t('keys.unreadable', { file: `\u2068${unreadable}\u2069` })}
        </span>
      )}
    </>
  );
}

async function mapOf(file: File): Promise<z.infer<typeof fileSchema> | null> {
  if (file.size > LARGEST_BYTES) return null;
  const text = await file.text();
  try {
    const parsed = fileSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
