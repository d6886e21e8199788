/** Sales by place, product or cooperative, largest first, each with its part of the whole. */
import { UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Board, BoardPeriod } from '../../../native/contract/district.ts';
import { count, money, share } from '../../i18n/formats.ts';
import { Figure } from '../../parts/Figure.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { moveBetweenRows } from '../../parts/row-keys.ts';
import tables from '../../parts/tables.module.css';
import { CsvLink } from '../CsvLink.tsx';
import styles from '../district.module.css';
import { ranked, type Ranking, useRowName } from '../names.ts';
import { goTo } from '../routes.ts';

interface RankedPanelProps {
  by: Ranking;
  board: Board;
  period: BoardPeriod;
}

export function RankedPanel({ by, board, period }: RankedPanelProps) {
  const { t } = useTranslation('district');
  const nameOf = useRowName(by);
  const rows = ranked(board[by]);
  const wholeFen = rows.reduce((sum, { grossFen }) => sum + grossFen, 0);
  const topFen = rows[0]?.grossFen ?? 0;
  // Entries are asked for by studio: the one that has sold most is where its orders most likely are.
  const seller = board.studios.toSorted((a, b) => b.orderCount - a.orderCount)[0]?.studioId;
  const open = (sku: string) => goTo('studio', { studio: seller, sku, period });
  return (
    <Panel title={t(`by.${by}`)} className={styles.ranking!} aside={<CsvLink what={by} period={period} />}>
      <div className={tables.scroll} role="region" aria-label={t(`by.${by}`)} tabIndex={0} data-ranking={by}>
        {rows.length === 0 ? (
          <p className={tables.nothing}>{t(`nothing.${period}`)}</p>
        ) : (
          <table className={tables.table}>
            <thead>
              <tr>
                <th scope="col">{t('name')}</th>
                <th scope="col" className={tables.number}>
                  {t('figure.units')}
                </th>
                <th scope="col" className={tables.number}>
                  {t('figure.gross')}
                </th>
                <th scope="col" className={tables.number}>
                  {t('figure.share')}
                </th>
              </tr>
            </thead>
            <tbody onKeyDown={moveBetweenRows}>
              {rows.map((row, index) => {
                const opens = by === 'products' && row.key !== '';
                const name = <bdi className={row.key === '' ? 'dim' : undefined}>{nameOf(row)}</bdi>;
                return (
                  <tr
                    key={row.key}
                    data-key={row.key}
                    className={opens ? tables.openRow : undefined}
                    onClick={() => opens && open(row.key)}
                  >
                    <th scope="row" className={styles.rankedName}>
                      <span className={styles.rank}>
                        <Figure className="dim">{index + 1}</Figure>
                        {opens ? (
                          <UnstyledButton className={styles.opens} data-row-stop title={t('openOrders')}>
                            {name}
                          </UnstyledButton>
                        ) : (
                          name
                        )}
                      </span>
                      <span className={styles.bar} aria-hidden>
                        <span style={{ inlineSize: share(row.grossFen, topFen).replace(/^[—−].*/u, '0') }} />
                      </span>
                    </th>
                    <td className={tables.number}>
                      <Figure>{count(row.units)}</Figure>
                    </td>
                    <td className={tables.number}>
                      <Figure>{money(row.grossFen)}</Figure>
                    </td>
                    <td className={tables.number}>
                      <Figure>{share(row.grossFen, wholeFen)}</Figure>
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        )}
      </div>
    </Panel>
  );
}
