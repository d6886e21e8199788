/** The application menu: only what a desk needs, in the person's language. */
import type { MenuItemConstructorOptions } from 'electron';
import type { ShellTexts } from './shell-texts.ts';

/** Roles bring the system's own behaviour; every label is ours because Electron has no Uyghur. */
export function menuTemplate(text: ShellTexts, reload: () => void): MenuItemConstructorOptions[] {
  return [
    {
      label: text('menuStudio'),
      submenu: [
        // Without a key of its own: a wrong press on air would blank the console.
        { label: text('menuReload'), click: reload },
        { type: 'separator' },
        { role: 'quit', label: text('menuQuit') },
      ],
    },
    {
      label: text('menuEdit'),
      submenu: [
        { role: 'undo', label: text('menuUndo') },
        { role: 'redo', label: text('menuRedo') },
        { type: 'separator' },
        { role: 'cut', label: text('menuCut') },
        { role: 'copy', label: text('menuCopy') },
        { role: 'paste', label: text('menuPaste') },
        { role: 'selectAll', label: text('menuSelectAll') },
      ],
    },
    {
      label: text('menuView'),
      submenu: [
        { role: 'zoomIn', label: text('menuZoomIn') },
        { role: 'zoomOut', label: text('menuZoomOut') },
        { role: 'resetZoom', label: text('menuZoomReset') },
        { type: 'separator' },
        { role: 'togglefullscreen', label: text('menuFullScreen') },
      ],
    },
  ];
}
