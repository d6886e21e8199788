/** Entry of the console page: one client to the host that served the page, one tree below it. */
import { createRoot } from 'react-dom/client';
import { consoleName, nameConsole } from '../client/console-name.ts';
import { createStudioClient } from '../client/studio-client.ts';
import { createTexts } from '../i18n/setup.ts';
import { Console } from './Console.tsx';

const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
const texts = createTexts();
if (consoleName() === null)
  nameConsole(texts.t(matchMedia('(pointer: coarse)').matches ? 'controls:console.tablet' : 'controls:console.desk'));
const client = createStudioClient(`${scheme}://${location.host}/trpc`, consoleName);
createRoot(document.getElementById('root')!).render(<Console client={client} texts={texts} />);
