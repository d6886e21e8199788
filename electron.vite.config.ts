/** How the desktop shell is built: main process, host and its worker as plain files beside each other, preload as one sealed file. */
import { join } from 'node:path';
import { defineConfig } from 'electron-vite';
import packageFile from './package.json' with { type: 'json' };

/** Native code and a library that finds files beside itself stay in node_modules; everything else is bundled, so the app stays small. */
const external = Object.keys(packageFile.dependencies);
const bundled = Object.keys(packageFile.devDependencies).filter((name) => name !== 'electron');
const at = (path: string) => join(import.meta.dirname, path);

export default defineConfig({
  main: {
    build: {
      outDir: at('out/main'),
      minify: false,
      externalizeDeps: { include: external, exclude: bundled },
      rolldownOptions: {
        input: {
          index: at('electron/main.ts'),
          host: at('electron/host-process.ts'),
          'writer-worker': at('native/writer-worker.ts'),
          'keeping-worker': at('native/keeping-worker.ts'),
          'report-worker': at('native/report-worker.ts'),
          'table-child': at('native/tables/table-child.ts'),
        },
        // The host finds its worker and its own files from where its code lies, so no chunk may lie deeper.
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: at('out/preload'),
      // A sandboxed preload script cannot be an ES module and cannot load files beside it.
      externalizeDeps: false,
      isolatedEntries: true,
      rolldownOptions: {
        input: { console: at('electron/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
});
