/** The product number being typed, large, with the product it would take. */
import { Kbd } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useTopic } from '../../client/hooks.ts';
import { money } from '../../i18n/formats.ts';
import { Figure } from '../../parts/Figure.tsx';
import { useText } from '../../i18n/use-text.ts';

export function TypedNumber({ typed }: { typed: string }) {
  const { t } = useTranslation('console');
  const text = useText();
  const products = useTopic('catalogue')?.products;
  const product = products?.find(({ number }) => number === Number(typed));
  return (
    <div className="typed-number" role="status" aria-live="polite">
      {typed !== '' && (
        <div className="typed-box">
          <Figure className="typed-digits">{typed}</Figure>
          {product ? (
            <span className="typed-product">
              <bdi>{text(product.name)}</bdi>
              <Figure>{money(product.priceFen)}</Figure>
            </span>
          ) : (
            <span className="warning">{t('typed.unknown')}</span>
          )}
          <span className="typed-keys">
            <Kbd>Enter</Kbd> {t('typed.take')} <Kbd>Esc</Kbd> {t('cancel')}
          </span>
        </div>
      )}
    </div>
  );
}
