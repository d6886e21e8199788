/** The overlay's looks: chosen, edited with a live preview, taken in and given out as files. */
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconCopy, IconDownload, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { themeProblems } from '../../../../native/contract/contrast.ts';
import { type Locale, type LocalText, locales } from '../../../../native/contract/text.ts';
import { builtInThemes, type Theme } from '../../../../native/contract/theme.ts';
import { useTopic } from '../../../client/hooks.ts';
import { useText } from '../../../i18n/use-text.ts';
import { Confirm } from '../../../parts/Confirm.tsx';
import { DeskButton } from '../../DeskButton.tsx';
import { freshId } from '../../plan/fresh-id.ts';
import { useCommand } from '../../use-command.ts';
import { readThemeFile, saveThemeFile } from './theme-file.ts';
import { ThemeFileButton } from './ThemeFileButton.tsx';
import { ThemeEditor } from './ThemeEditor.tsx';
import { ThemeList } from './ThemeList.tsx';
import { ThemePreview } from './ThemePreview.tsx';
import styles from './themes.module.css';
import { useThemeDraft, useUnsaved } from './use-theme-drafts.ts';

const isFixed = (theme: Theme) => builtInThemes.some(({ themeId }) => themeId === theme.themeId);

export function ThemesTab() {
  const graphics = useTopic('graphics');
  const [openId, setOpenId] = useState<string | null>(null);
  if (!graphics) return null;
  const { themes, themeId } = graphics;
  const open = themes.find((theme) => theme.themeId === (openId ?? themeId)) ?? themes.find((theme) => theme.themeId === themeId);
  return open ? <ThemeDesk key={open.themeId} themes={themes} chosenId={themeId} stored={open} onOpen={setOpenId} /> : null;
}

interface ThemeDeskProps {
  themes: readonly Theme[];
  chosenId: string;
  stored: Theme;
  onOpen(themeId: string | null): void;
}

type Question = { kind: 'choose' | 'remove' } | { kind: 'save'; theme: Theme };

function ThemeDesk({ themes, chosenId, stored, onOpen }: ThemeDeskProps) {
  const { t, i18n } = useTranslation('themes');
  const text = useText();
  const run = useCommand();
  const onAir = useTopic('playout')?.broadcast.phase === 'onAir';
  const { draft, edit, settle, undo, redo, discard } = useThemeDraft(stored);
  const unsaved = useUnsaved();
  const [question, setQuestion] = useState<Question | null>(null);
  const theme = draft?.theme ?? stored;
  const isChosen = stored.themeId === chosenId;
  const name = `\u2068${text(stored.name)}\u2069`;
  const faint = themeProblems(stored).length;

  async function save(next: Theme): Promise<void> {
    if (await run('saveTheme', next)) discard();
  }
  async function add(next: Theme): Promise<void> {
    if (await run('saveTheme', next)) onOpen(next.themeId);
  }
  async function takeIn(file: File): Promise<void> {
    const read = await readThemeFile(file);
    if (!read.ok) {
      const { at, problem } = read.refusal.context;
      const field = at === '' ? t(`file.faults.${problem === 'size' || problem === 'JSON' ? problem : 'none'}`) : fieldName(String(at));
      notifications.show({
        title: t('file.refused', { file: `\u2068${file.name}\u2069` }),
        message: at === '' ? field : t('file.fault', { field, path: `\u2068${at}\u2069` }),
        color: 'orange',
        autoClose: false,
        withBorder: true,
      });
      return;
    }
    const isTaken = themes.some(({ themeId }) => themeId === read.value.themeId);
    await add(isTaken ? { ...read.value, themeId: freshId('theme') } : read.value);
  }
  /** A field by its name on this page, e.g. `colours.price`. */
  function fieldName(path: string): string {
    const last = path.split('.').at(-1)!;
    const keys = [path, `fields.${path.split('.')[0]}`, `fields.${last}`];
    return t(keys.find((key) => i18n.exists(key, { ns: 'themes' })) ?? 'file.faults.none', {});
  }

  return (
    <div className={styles.desk}>
      <div className={styles.show}>
        <header className={styles.head}>
          <h2>
            <bdi>{text(theme.name)}</bdi>
          </h2>
          {isChosen ? (
            <span className="mark prepared">{t('list.chosen')}</span>
          ) : (
            <DeskButton
              command="chooseTheme"
              size="xs"
              onPress={() => (onAir || faint > 0 ? setQuestion({ kind: 'choose' }) : void run('chooseTheme', { themeId: stored.themeId }))}
            >
              {t('act.choose')}
            </DeskButton>
          )}
          <span className={styles.spring} />
          <DeskButton
            command="saveTheme"
            variant="default"
            size="xs"
            leftSection={<IconCopy size={14} aria-hidden />}
            onPress={() =>
              void add({
                ...theme,
                themeId: freshId('theme'),
                name: nameOfCopy(theme.name, themes, (locale, key, values) => i18n.getFixedT(locale, 'themes')(key, values)),
              })
            }
          >
            {t('act.copy')}
          </DeskButton>
          <Button size="xs" variant="default" leftSection={<IconDownload size={14} aria-hidden />} onClick={() => saveThemeFile(theme)}>
            {t('file.export')}
          </Button>
          <ThemeFileButton onFile={(file) => void takeIn(file)} />
          {!isFixed(stored) && (
            <DeskButton
              command="removeTheme"
              variant="default"
              size="xs"
              leftSection={<IconTrash size={14} aria-hidden />}
              disabled={isChosen}
              hint={isChosen ? t('act.removeChosen') : undefined}
              onPress={() => setQuestion({ kind: 'remove' })}
            >
              {t('act.remove')}
            </DeskButton>
          )}
        </header>
        <ThemePreview theme={theme} />
        <ThemeList themes={themes} chosenId={chosenId} openId={stored.themeId} unsaved={unsaved} onOpen={onOpen} />
      </div>
      <ThemeEditor
        stored={stored}
        draft={draft}
        fixed={isFixed(stored)}
        seen={isChosen}
        onEdit={edit}
        onSettled={settle}
        onUndo={undo}
        onRedo={redo}
        onDiscard={discard}
        onSave={(next) => (isChosen && onAir ? setQuestion({ kind: 'save', theme: next }) : void save(next))}
      />
      <Confirm
        opened={question?.kind === 'choose'}
        title={t('ask.choose', { name })}
        sentence={[onAir && t('ask.seen'), faint > 0 && t('ask.faint', { count: faint })].filter(Boolean).join(' ')}
        act={t('act.choose')}
        onConfirm={() => void run('chooseTheme', { themeId: stored.themeId })}
        onClose={() => setQuestion(null)}
      />
      <Confirm
        opened={question?.kind === 'save'}
        title={t('ask.save', { name })}
        sentence={t('ask.seen')}
        act={t('editor.save')}
        onConfirm={() => question?.kind === 'save' && void save(question.theme)}
        onClose={() => setQuestion(null)}
      />
      <Confirm
        opened={question?.kind === 'remove'}
        title={t('ask.remove', { name })}
        sentence={t('ask.removed')}
        act={t('act.remove')}
        onConfirm={() => {
          discard();
          onOpen(null);
          void run('removeTheme', { themeId: stored.themeId });
        }}
        onClose={() => setQuestion(null)}
      />
    </div>
  );
}

/** `Hetian craft, copy`, and numbered from the second one on, in each language that the theme has a name in. */
function nameOfCopy(
  name: LocalText,
  themes: readonly Theme[],
  copyName: (locale: Locale, key: string, values: Record<string, unknown>) => string,
): LocalText {
  const numbered = (number: number): LocalText => {
    const named = locales.flatMap((locale) => {
      const own = name[locale];
      const key = number === 1 ? 'list.copyName' : 'list.copyNameNumbered';
      return own ? [[locale, copyName(locale, key, { name: own, number }).slice(0, 200)] as const] : [];
    });
    return Object.fromEntries(named) as LocalText;
  };
  let number = 1;
  while (themes.some((theme) => theme.name['zh-CN'] === numbered(number)['zh-CN'])) number += 1;
  return numbered(number);
}
