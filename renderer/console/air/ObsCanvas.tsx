/** The picture that OBS gives of program or preview: fetched while it is in sight, and marked with its age when it is old. */
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Figure } from '../../parts/Figure.tsx';
import { type MonitorView, ObsPictures } from './obs-pictures.ts';

const pictures = new ObsPictures();

/** From this age on a picture is no longer taken for live. */
const OLD_MS = 2_500;
const LOOK_MS = 500;

interface ObsCanvasProps {
  view: MonitorView;
  /** In pixels of the page. */
  width: number;
  /** Told when the first picture is there. */
  onShown(): void;
}

/** Asks only while it is mounted, on the screen, and the window is not hidden. */
export function ObsCanvas({ view, width, onShown }: ObsCanvasProps) {
  const { t } = useTranslation('console');
  const canvas = useRef<HTMLCanvasElement>(null);
  const takenAt = useRef<number | null>(null);
  const inSight = useInSight(canvas);
  const [ageSeconds, setAgeSeconds] = useState<number | null>(null);
  const wished = Math.ceil((width * devicePixelRatio) / 80) * 80;

  useEffect(() => {
    if (!inSight || wished === 0) return;
    return pictures.watch(view, wished, ({ image, takenAt: at }) => {
      const target = canvas.current;
      if (target) {
        target.width = image.width;
        target.height = image.height;
        target.getContext('2d')?.drawImage(image, 0, 0);
        takenAt.current = at;
        setAgeSeconds(null);
        onShown();
      }
      image.close();
    });
  }, [view, inSight, wished, onShown]);

  useEffect(() => {
    const timer = setInterval(() => {
      const ageMs = takenAt.current === null ? 0 : performance.now() - takenAt.current;
      setAgeSeconds(ageMs < OLD_MS ? null : Math.floor(ageMs / 1000));
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, []);

  return (
    <>
      <canvas ref={canvas} className={ageSeconds === null ? 'obs-picture' : 'obs-picture old'} aria-hidden />
      {ageSeconds !== null && (
        <span className="picture-age">
          {t('pictures.old')} <Figure>{ageSeconds} s</Figure>
        </span>
      )}
    </>
  );
}

function useInSight(element: React.RefObject<HTMLElement | null>): boolean {
  const [seen, setSeen] = useState(false);
  const [shown, setShown] = useState(!document.hidden);
  useEffect(() => {
    const onChange = () => setShown(!document.hidden);
    document.addEventListener('visibilitychange', onChange);
    const observer = new IntersectionObserver(([entry]) => setSeen(entry?.isIntersecting ?? false));
    if (element.current) observer.observe(element.current);
    return () => {
      document.removeEventListener('visibilitychange', onChange);
      observer.disconnect();
    };
  }, [element]);
  return seen && shown;
}
