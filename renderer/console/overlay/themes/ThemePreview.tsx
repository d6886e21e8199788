/** The overlay page itself, filled with a sample and drawn in the theme under work, in each shape and language. */
import { SegmentedControl } from '@mantine/core';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { stageShapes, stageSizes, type StageShape } from '../../../../native/contract/layout.ts';
import { locales, type Locale } from '../../../../native/contract/text.ts';
import type { Theme } from '../../../../native/contract/theme.ts';
import styles from './themes.module.css';

/** What may be behind the overlay; a panel that lets it through is read over the darkest and the brightest. */
const pictures = ['market', 'dark', 'bright'] as const;
type Picture = (typeof pictures)[number];

/** A name under work may be empty, and the page draws none. */
const NAMELESS: Theme['name'] = { 'zh-CN': '-' };

export function ThemePreview({ theme }: { theme: Theme }) {
  const { t, i18n } = useTranslation('themes');
  const [shape, setShape] = useState<StageShape>('landscape');
  const [locale, setLocale] = useState<Locale>(i18n.language as Locale);
  const [picture, setPicture] = useState<Picture>('market');
  const frame = useRef<HTMLIFrameElement>(null);
  const room = useRef<HTMLDivElement>(null);
  const [scale, setScale] = useState(0);
  const { width, height } = stageSizes[shape];

  useLayoutEffect(() => {
    const measure = () => {
      const { clientWidth, clientHeight } = room.current!;
      setScale(Math.min(clientWidth / width, clientHeight / height));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(room.current!);
    measure();
    return () => observer.disconnect();
  }, [width, height]);

  const newest = useRef(theme);
  const post = useCallback(() => {
    const draft = { type: 'draft', theme: { ...newest.current, name: NAMELESS }, sample: true };
    frame.current?.contentWindow?.postMessage(draft, location.origin);
  }, []);
  useEffect(() => {
    newest.current = theme;
    post();
  }, [theme, post]);

  return (
    <section className={styles.preview} aria-label={t('preview.title')}>
      <div className={styles.previewChoices}>
        <SegmentedControl
          size="xs"
          aria-label={t('preview.shape')}
          value={shape}
          onChange={(value) => setShape(value)}
          data={stageShapes.map((value) => ({ value, label: t(`preview.${value}`) }))}
        />
        <SegmentedControl
          size="xs"
          aria-label={t('preview.language')}
          value={locale}
          onChange={(value) => setLocale(value)}
          data={locales.map((value) => ({ value, label: <span lang={value}>{t(`preview.languages.${value}`)}</span> }))}
        />
        <SegmentedControl
          size="xs"
          aria-label={t('preview.picture')}
          value={picture}
          onChange={(value) => setPicture(value)}
          data={pictures.map((value) => ({ value, label: t(`preview.pictures.${value}`) }))}
        />
      </div>
      <div ref={room} className={styles.room}>
        <div className={styles.stage} data-picture={picture} style={{ width: width * scale, height: height * scale }}>
          {/* oxlint-disable-next-line react/iframe-missing-sandbox -- the studio's own page, which needs its cookie and its scripts */}
          <iframe
            ref={frame}
            key={locale}
            title={t('preview.title')}
            src={`/overlays/?view=preview&lang=${locale}`}
            tabIndex={-1}
            scrolling="no"
            width={width}
            height={height}
            style={{ transform: `scale(${scale})` }}
            onLoad={post}
          />
        </div>
      </div>
    </section>
  );
}
