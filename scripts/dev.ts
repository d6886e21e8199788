/** `npm run dev [-- options]`: the host, and in front of it the pages from their sources, changed while they are looked at. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createServer } from 'vite';

const ROOT = join(import.meta.dirname, '..');
const host = spawn(process.execPath, [join(ROOT, 'scripts/studio.ts'), ...process.argv.slice(2)], {
  stdio: ['inherit', 'pipe', 'inherit'],
});
// Ctrl-C reaches the host by itself; it ends cleanly and this process with it.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => host.kill('SIGTERM'));
host.on('exit', (code) => process.exit(code ?? 1));

createInterface({ input: host.stdout }).on('line', (line) => {
  const ready = /^studio ready (\S+)$/u.exec(line)?.[1];
  if (ready) void serve(new URL(ready));
  else console.log(line);
});

async function serve(ready: URL): Promise<void> {
  const server = await createServer({
    configFile: join(ROOT, 'renderer/vite.config.ts'),
    server: {
      host: '127.0.0.1',
      proxy: {
        '/trpc': { target: ready.origin, ws: true },
        '/api': ready.origin,
        // The host turns the token into its cookie, which holds for every port of this address.
        '^/\\?token=': ready.origin,
      },
    },
  });
  await server.listen();
  const { port } = server.config.server;
  console.log(`console from its sources: http://127.0.0.1:${port}/${ready.search}`);
}
