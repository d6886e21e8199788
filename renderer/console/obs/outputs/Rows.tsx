/** Figures with their names, one a row; what is not known is left out. */
import { Figure } from '../../../parts/Figure.tsx';
import styles from './outputs.module.css';

export function Rows({ rows }: { rows: readonly (readonly [string, string | null])[] }) {
  const known = rows.filter((row): row is readonly [string, string] => row[1] !== null);
  if (known.length === 0) return null;
  return (
    <dl className={styles.rows}>
      {known.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <Figure>{value}</Figure>
          </dd>
        </div>
      ))}
    </dl>
  );
}
