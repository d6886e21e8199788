/** Themes as files: `NAME.hetian-theme.json`, out for another studio, in from one. */
import { refused, type Result } from '../../../../native/contract/refusal.ts';
import { readTheme, type Theme } from '../../../../native/contract/theme.ts';

const LARGEST_BYTES = 64 * 1024;

/** A name that every file system takes. */
export function themeFileName({ name, themeId }: Theme): string {
  const stem = name['zh-CN'].replaceAll(/[\\/:*?"<>|\p{Cc}]+/gu, '-').replaceAll(/^[.\s-]+|[.\s-]+$/gu, '');
  return `${stem.slice(0, 80) || themeId}.hetian-theme.json`;
}

export const themeFileText = (theme: Theme): string => `${JSON.stringify(theme, null, 2)}\n`;

export function themeOfText(text: string): Result<Theme> {
  try {
    return readTheme(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return refused('theme-invalid', { at: '', problem: 'JSON' });
    throw error;
  }
}

export async function readThemeFile(file: File): Promise<Result<Theme>> {
  return file.size > LARGEST_BYTES ? refused('theme-invalid', { at: '', problem: 'size' }) : themeOfText(await file.text());
}

export function saveThemeFile(theme: Theme): void {
  const address = URL.createObjectURL(new Blob([themeFileText(theme)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = themeFileName(theme);
  link.click();
  // The browser reads it after the click has returned.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
