/** How the pages are built: one bundle, one folder with an index.html per page, fonts as woff2 only. */
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const root = import.meta.dirname;

/** The font packages name a .woff beside every .woff2; no browser of the last ten years takes it, and it doubles the bundle. */
function withoutWoff(): Plugin {
  return {
    name: 'without-woff',
    enforce: 'pre',
    transform(code, id) {
      if (!id.includes('@fontsource') || !id.endsWith('.css')) return null;
      return { code: code.replace(/,\s*url\([^)]*\.woff\)\s*format\(['"]woff['"]\)/gu, ''), map: null };
    },
  };
}

export default defineConfig({
  root,
  base: '/',
  plugins: [withoutWoff(), react()],
  build: {
    outDir: resolve(root, '../out/renderer'),
    emptyOutDir: true,
    minify: true,
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      input: Object.fromEntries(['console', 'overlays', 'district'].map((page) => [page, resolve(root, page, 'index.html')])),
    },
  },
  server: {
    port: 5173,
    strictPort: true,
    proxy: {
      '/trpc': { target: process.env.STUDIO_URL ?? 'http://127.0.0.1:4577', ws: true },
      '/api': process.env.STUDIO_URL ?? 'http://127.0.0.1:4577',
    },
  },
});
