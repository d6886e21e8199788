/** Everything of a theme that is no colour: type, motion, shape of panels, texture. */
import { SegmentedControl } from '@mantine/core';
import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import { textures, type Theme } from '../../../../native/contract/theme.ts';
import { themeStyle } from '../../../overlays/theme-style.ts';
import { RangeField } from './RangeField.tsx';
import styles from './themes.module.css';

interface LookFieldsProps {
  theme: Theme;
  onChange(field: string, changes: Partial<Theme>): void;
  onSettled(): void;
}

export function LookFields({ theme, onChange, onSettled }: LookFieldsProps) {
  const { t } = useTranslation('themes');
  const { type, motion } = theme;
  const pixels = (value: number) => t('units.pixels', { value });
  const milliseconds = (value: number) => t('units.milliseconds', { value });
  const percent = (value: number) => t('units.percent', { value: Math.round(value * 100) });

  const range = (
    field: string,
    value: number,
    [least, most, step]: readonly [number, number, number],
    said: (value: number) => string,
    changes: (value: number) => Partial<Theme>,
  ) => (
    <RangeField
      label={t(`fields.${field}`)}
      value={value}
      least={least}
      most={most}
      step={step}
      said={said(value)}
      onChange={(next) => onChange(field, changes(next))}
      onSettled={onSettled}
    />
  );

  /** One of a few: told apart by word, one step each. */
  const choice = (field: string, value: string, values: readonly string[], changes: (value: string) => Partial<Theme>) => (
    <div className={styles.choice}>
      <span>{t(`fields.${field}`)}</span>
      <SegmentedControl
        size="xs"
        aria-label={t(`fields.${field}`)}
        value={value}
        data={values.map((each) => ({ value: each, label: t(`values.${each}`) }))}
        onChange={(next) => {
          onChange(field, changes(next));
          onSettled();
        }}
      />
    </div>
  );

  return (
    <>
      <fieldset className={styles.group}>
        <legend>{t('groups.shape')}</legend>
        {range('panelOpacity', theme.panelOpacity, [0.6, 1, 0.01], percent, (panelOpacity) => ({ panelOpacity }))}
        {range('radius', theme.radius, [0, 60, 1], pixels, (radius) => ({ radius }))}
        {range('border', theme.border, [0, 12, 1], pixels, (border) => ({ border }))}
        {choice('shadow', theme.shadow ? 'with' : 'without', ['with', 'without'], (value) => ({ shadow: value === 'with' }))}
        <TextureChoice
          theme={theme}
          onChange={(texture) => {
            onChange('texture', { texture });
            onSettled();
          }}
        />
        {range('band', theme.band, [0, 80, 1], pixels, (band) => ({ band }))}
      </fieldset>
      <fieldset className={styles.group}>
        <legend>{t('groups.type')}</legend>
        {range('scale', type.scale, [0.8, 1.2, 0.01], percent, (scale) => ({ type: { ...type, scale } }))}
        {choice('weight', type.weight, ['regular', 'bold'], (weight) => ({ type: { ...type, weight: weight as typeof type.weight } }))}
        {choice('uyghurNames', type.uyghurNames, ['naskh', 'sans'], (face) => ({
          type: { ...type, uyghurNames: face as typeof type.uyghurNames },
        }))}
      </fieldset>
      <fieldset className={styles.group}>
        <legend>{t('groups.motion')}</legend>
        {choice('style', motion.style, ['rise', 'slide', 'fade'], (style) => ({
          motion: { ...motion, style: style as typeof motion.style },
        }))}
        {motion.style !== 'fade' &&
          range('distance', motion.distance, [0, 200, 1], pixels, (distance) => ({ motion: { ...motion, distance } }))}
        {range('enterMs', motion.enterMs, [0, 1200, 20], milliseconds, (enterMs) => ({ motion: { ...motion, enterMs } }))}
        {range('leaveMs', motion.leaveMs, [0, 1200, 20], milliseconds, (leaveMs) => ({ motion: { ...motion, leaveMs } }))}
      </fieldset>
    </>
  );
}

function TextureChoice({ theme, onChange }: { theme: Theme; onChange(texture: Theme['texture']): void }) {
  const { t } = useTranslation('themes');
  return (
    <div className={styles.textures} role="radiogroup" aria-label={t('fields.texture')}>
      {textures.map((texture) => (
        <label key={texture} className={styles.texture} style={sampleOf(theme, texture)}>
          <input type="radio" name="texture" checked={theme.texture === texture} onChange={() => onChange(texture)} />
          <span className={styles.textureSample} aria-hidden />
          {t(`values.${texture}`)}
        </label>
      ))}
    </div>
  );
}

function sampleOf(theme: Theme, texture: Theme['texture']): CSSProperties {
  const { '--texture': image, '--accent': accent } = themeStyle({ ...theme, texture }) as Record<string, string>;
  return { '--texture': image, '--accent': accent } as CSSProperties;
}
