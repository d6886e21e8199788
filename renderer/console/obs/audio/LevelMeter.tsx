/** The meter of one input: a canvas that is painted as levels arrive. */
import { useEffect, useRef } from 'react';
import { useStudioClient } from '../../../client/hooks.ts';
import styles from './audio.module.css';
import { painterOf } from './meter-painter.ts';

export function LevelMeter({ inputName, towards }: { inputName: string; towards: 'up' | 'right' }) {
  const client = useStudioClient();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const painter = painterOf(client);
    const sizes = new ResizeObserver(() => {
      element.width = Math.round(element.clientWidth * devicePixelRatio);
      element.height = Math.round(element.clientHeight * devicePixelRatio);
      // A canvas of another size is empty, and without OBS no level comes to paint it again.
      painter.repaint();
    });
    sizes.observe(element);
    const remove = painter.add({ canvas: element, inputName, towards });
    return () => {
      sizes.disconnect();
      remove();
    };
  }, [client, inputName, towards]);
  return <canvas ref={canvas} className={towards === 'up' ? styles.standing : styles.lying} data-meter={inputName} aria-hidden />;
}
