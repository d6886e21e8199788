/** The flash sale: starting one, and while it runs its countdown, what is sold, and how it is extended or ended. */
import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FlashSale } from '../../../native/contract/sales.ts';
import { useLink, useTopic } from '../../client/hooks.ts';
import { clockTime, count, duration } from '../../i18n/formats.ts';
import { Confirm } from '../../parts/Confirm.tsx';
import { Figure } from '../../parts/Figure.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { guardOf } from '../lock.ts';
import { useStudioNow } from '../studio-clock.ts';
import { useCommand, usePending } from '../use-command.ts';
import { useText } from '../../i18n/use-text.ts';
import { FlashSaleExtend } from './FlashSaleExtend.tsx';
import { FlashSaleForm } from './FlashSaleForm.tsx';
import styles from './sales.module.css';

export function FlashSalePanel() {
  const { t } = useTranslation('sales');
  const flashSale = useTopic('sales')?.flashSale ?? null;
  return (
    <Panel title={t('flash.title')} className={`${styles.flash}`}>
      {flashSale ? <RunningSale key={flashSale.flashSaleId} flashSale={flashSale} /> : <FlashSaleForm />}
    </Panel>
  );
}

function RunningSale({ flashSale }: { flashSale: FlashSale }) {
  const { t } = useTranslation('sales');
  const text = useText();
  const run = useCommand();
  const open = useLink() === 'open';
  const ending = usePending('endFlashSale');
  const nowMs = useStudioNow();
  const [extending, setExtending] = useState(false);
  const [asking, setAsking] = useState(false);
  const { name, endsAtMs, units, soldUnits } = flashSale;
  const leftMs = nowMs === undefined ? null : Math.max(0, endsAtMs - nowMs);
  return (
    <div className={styles.running} data-flash-sale>
      <bdi className={styles.flashName}>{text(name)}</bdi>
      <div className={styles.flashFigures}>
        <div>
          <span className="dim">{t('flash.left')}</span>
          <span role="timer" aria-label={t('flash.left')} className={styles.countdown}>
            <Figure>{leftMs === null ? '—' : duration(leftMs)}</Figure>
          </span>
          <span className="dim">
            {t('flash.until')} <Figure>{clockTime(endsAtMs)}</Figure>
          </span>
        </div>
        <div>
          <span className="dim">{t('flash.sold')}</span>
          <span className={styles.countdown}>
            <Figure>{count(soldUnits)}</Figure>
          </span>
          <span className="dim">{units === null ? t('flash.noUnits') : t('flash.ofUnits', { units: count(units) })}</span>
        </div>
      </div>
      {units !== null && (
        <meter className={styles.flashMeter} min={0} max={units} value={Math.min(units, soldUnits)} aria-label={t('flash.sold')} />
      )}
      {extending ? (
        <FlashSaleExtend endsAtMs={endsAtMs} onClose={() => setExtending(false)} />
      ) : (
        <Group gap="xs">
          <Button size="sm" variant="default" disabled={!open} onClick={() => setExtending(true)}>
            {t('flash.extend')}
          </Button>
          <Button
            size="sm"
            variant="default"
            {...guardOf('endFlashSale')}
            disabled={!open}
            loading={ending}
            onClick={() => setAsking(true)}
          >
            {t('flash.end')}
          </Button>
        </Group>
      )}
      <Confirm
        opened={asking}
        title={t('flash.end')}
        sentence={t('flash.endSentence')}
        act={t('flash.end')}
        onConfirm={() => void run('endFlashSale', {})}
        onClose={() => setAsking(false)}
      />
    </div>
  );
}
