/** The shelf of themes: each with a small picture of itself, what it is used for, and whether something in it is unsaved or hard to read. */
import { useTranslation } from 'react-i18next';
import { themeProblems } from '../../../../native/contract/contrast.ts';
import { textIn, type Locale } from '../../../../native/contract/text.ts';
import { builtInThemes, type Theme } from '../../../../native/contract/theme.ts';
import { ThemeSample } from './ThemeSample.tsx';
import styles from './themes.module.css';

interface ThemeListProps {
  themes: readonly Theme[];
  /** The theme that draws the overlay. */
  chosenId: string;
  /** The theme that is looked at. */
  openId: string;
  unsaved: ReadonlySet<string>;
  onOpen(themeId: string): void;
}

export function ThemeList({ themes, chosenId, openId, unsaved, onOpen }: ThemeListProps) {
  const { t, i18n } = useTranslation('themes');
  return (
    <section className={styles.shelf} aria-label={t('list.title')}>
      <ul>
        {themes.map((theme) => {
          const { themeId, name } = theme;
          const faint = themeProblems(theme).length;
          return (
            <li key={themeId}>
              <button type="button" className={styles.theme} aria-current={themeId === openId} onClick={() => onOpen(themeId)}>
                <ThemeSample theme={theme} />
                <span className={styles.themeName}>
                  <bdi>{textIn(name, i18n.language as Locale)}</bdi>
                </span>
                <span className={styles.themeMarks}>
                  {themeId === chosenId && <span className="mark prepared">{t('list.chosen')}</span>}
                  {builtInThemes.some((builtIn) => builtIn.themeId === themeId) && <span className="mark shown">{t('list.builtIn')}</span>}
                  {unsaved.has(themeId) && <span className="warning">{t('list.unsaved')}</span>}
                  {faint > 0 && <span className="warning">{t('list.faint', { count: faint })}</span>}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
