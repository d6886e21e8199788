/** The host inside Electron's utility process; also runs under plain Node, where nobody listens on the other side. */
import { runStudio } from '../native/main.ts';
import { isStop } from './host-protocol.ts';

const { parentPort } = process as { parentPort?: { on(event: 'message', listener: (event: { data: unknown }) => void): void } };
parentPort?.on('message', ({ data }) => {
  // The very way in which a terminal ends it, so that there is only one.
  if (isStop(data)) process.emit('SIGTERM');
});

await runStudio(process.argv.slice(2));
// The open port to the shell would keep an ended host alive; without it the process ends by itself.
if (parentPort) process.exit();
