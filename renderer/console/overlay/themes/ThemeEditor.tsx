/** The editor of one theme: its name and every token, each step to be undone, nothing told to the studio before it is saved. */
import { Button } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { themeProblems } from '../../../../native/contract/contrast.ts';
import { type Locale, localTextSchema } from '../../../../native/contract/text.ts';
import type { Theme } from '../../../../native/contract/theme.ts';
import { DeskButton } from '../../DeskButton.tsx';
import { LocalTextInput } from '../../plan/LocalTextInput.tsx';
import { useUndoKeys } from '../../plan/use-undo-keys.ts';
import { ColourFields } from './ColourFields.tsx';
import { LookFields } from './LookFields.tsx';
import { isChanged, isSameTheme, type ThemeDraft } from './theme-draft.ts';
import styles from './themes.module.css';

interface ThemeEditorProps {
  /** As the studio has it. */
  stored: Theme;
  draft: ThemeDraft | null;
  /** Themes of the program are looked at, not changed. */
  fixed: boolean;
  /** Viewers see it. */
  seen: boolean;
  onEdit(field: string, theme: Theme): void;
  onSettled(): void;
  onUndo(): void;
  onRedo(): void;
  onDiscard(): void;
  onSave(theme: Theme): void;
}

export function ThemeEditor({ stored, draft, fixed, seen, onEdit, onSettled, onUndo, onRedo, onDiscard, onSave }: ThemeEditorProps) {
  const { t } = useTranslation('themes');
  const theme = draft?.theme ?? stored;
  const changed = draft !== null && isChanged(draft);
  const nameIsMissing = !localTextSchema.safeParse(theme.name).success;
  const problems = themeProblems(theme);
  const pairNames = problems.map(({ text, ground }) =>
    t('editor.pair', { text: t(`colours.${text}`), ground: t(ground === 'panel' ? 'colour.panel' : `colours.${ground}`) }),
  );
  useUndoKeys(onUndo, onRedo);

  return (
    <section className={styles.editor} aria-label={t('editor.title')}>
      <div className={styles.editorHead}>
        {fixed ? (
          <p className="dim">{t('editor.fixed')}</p>
        ) : (
          <>
            <Button
              size="xs"
              variant="default"
              disabled={!draft || draft.past.length === 0}
              aria-keyshortcuts="Control+Z"
              leftSection={<IconArrowBackUp size={14} className="mirrored" aria-hidden />}
              onClick={onUndo}
            >
              {t('editor.undo')}
            </Button>
            <Button
              size="xs"
              variant="default"
              disabled={!draft || draft.future.length === 0}
              aria-keyshortcuts="Control+Y"
              leftSection={<IconArrowForwardUp size={14} className="mirrored" aria-hidden />}
              onClick={onRedo}
            >
              {t('editor.redo')}
            </Button>
            <span className={styles.spring} role="status">
              {changed ? <span className="warning">{t('editor.unsaved')}</span> : <span className="dim">{t('editor.saved')}</span>}
            </span>
            {changed && (
              <Button size="xs" variant="default" onClick={onDiscard}>
                {t('editor.discard')}
              </Button>
            )}
            <span data-changes-air={seen || undefined}>
              <DeskButton command="saveTheme" size="xs" disabled={!changed || nameIsMissing} onPress={() => onSave(theme)}>
                {t('editor.save')}
              </DeskButton>
            </span>
          </>
        )}
      </div>
      {draft && !isSameTheme(draft.base, stored) && <p className="warning">{t('editor.savedElsewhere')}</p>}
      <p className={problems.length > 0 ? 'warning' : 'dim'} role="status">
        {problems.length > 0
          ? t('editor.faint', { count: problems.length, pairs: pairNames.join(t('editor.comma')) })
          : t('editor.readable')}
      </p>
      <div className={styles.scroll} role="group" aria-label={t('editor.tokens')} tabIndex={0}>
        <fieldset disabled={fixed} className={styles.fields}>
          {!fixed && (
            <LocalTextInput
              label={t('fields.name')}
              input={(locale: Locale) => ({
                value: theme.name[locale] ?? '',
                error: locale === 'zh-CN' && nameIsMissing ? t('editor.nameMissing') : undefined,
                onChange: (event) => onEdit(`name.${locale}`, withName(theme, locale, event.currentTarget.value)),
                onBlur: onSettled,
              })}
            />
          )}
          <ColourFields
            theme={theme}
            onColour={(colour, value) => onEdit(`colours.${colour}`, { ...theme, colours: { ...theme.colours, [colour]: value } })}
            onSettled={onSettled}
          />
          <LookFields theme={theme} onChange={(field, changes) => onEdit(field, { ...theme, ...changes })} onSettled={onSettled} />
        </fieldset>
      </div>
    </section>
  );
}

/** A language that is emptied falls back to Chinese; Chinese itself may be empty only until it is saved. */
function withName(theme: Theme, locale: Locale, value: string): Theme {
  const { [locale]: _former, ...others } = theme.name;
  return { ...theme, name: (value === '' && locale !== 'zh-CN' ? others : { ...theme.name, [locale]: value }) as Theme['name'] };
}
