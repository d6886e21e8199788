/** Starts a flash sale: the product, how long, and how many units, if not only time shall end it. */
import { Button, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { commands } from '../../../native/contract/commands.ts';
import { useLink, useTopic } from '../../client/hooks.ts';
import { parseDuration } from '../plan/duration-text.ts';
import { guardOf } from '../lock.ts';
import { useCommand, usePending } from '../use-command.ts';
import { useText } from '../../i18n/use-text.ts';
import styles from './sales.module.css';

const fields = commands.startFlashSale.input.shape;

export function FlashSaleForm() {
  const { t } = useTranslation('sales');
  const text = useText();
  const run = useCommand();
  const open = useLink() === 'open';
  const pending = usePending('startFlashSale');
  const catalogue = useTopic('catalogue');
  const onAir = useTopic('playout')?.cardOnAir?.productId;
  const [chosen, setChosen] = useState<string | null>(null);
  const [length, setLength] = useState('5:00');
  const [units, setUnits] = useState('');
  const products = catalogue?.products ?? [];
  const productId = chosen ?? onAir ?? null;
  const durationMs = parseDuration(length);
  const lengthWrong = !fields.durationMs.safeParse(durationMs).success;
  const offered = units.trim() === '' ? undefined : /^\d+$/u.test(units.trim()) ? Number(units.trim()) : Number.NaN;
  const unitsWrong = !fields.units.safeParse(offered).success;

  async function start(): Promise<void> {
    if (productId === null || lengthWrong || unitsWrong) return;
    await run('startFlashSale', { productId, durationMs: durationMs!, ...(offered !== undefined && { units: offered }) });
  }

  return (
    <form
      className={styles.flashForm}
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      <Select
        size="sm"
        label={t('flash.product')}
        placeholder={t('flash.choose')}
        searchable
        nothingFoundMessage={t('flash.noProduct')}
        comboboxProps={{ width: 'max-content', position: 'bottom-end' }}
        data={products.map((product) => ({ value: product.productId, label: `${product.number} · ${text(product.name)}` }))}
        value={products.some((product) => product.productId === productId) ? productId : null}
        onChange={setChosen}
      />
      <div className={styles.pair}>
        <TextInput
          size="sm"
          dir="ltr"
          label={t('flash.length')}
          maxLength={8}
          value={length}
          error={lengthWrong && t('flash.lengthWrong')}
          onChange={(event) => setLength(event.currentTarget.value)}
        />
        <TextInput
          size="sm"
          dir="ltr"
          inputMode="numeric"
          label={t('flash.units')}
          placeholder={t('flash.unitsNone')}
          maxLength={8}
          value={units}
          error={unitsWrong && t('flash.unitsWrong')}
          onChange={(event) => setUnits(event.currentTarget.value)}
        />
      </div>
      <Button
        type="submit"
        size="sm"
        variant="default"
        {...guardOf('startFlashSale')}
        loading={pending}
        disabled={!open || productId === null || lengthWrong || unitsWrong}
      >
        {t('flash.start')}
      </Button>
    </form>
  );
}
