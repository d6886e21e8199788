/** Entry of the district's board: the page of the receiver that served it. */
import { createRoot } from 'react-dom/client';
import { createTexts } from '../i18n/setup.ts';
import { District } from './District.tsx';

createRoot(document.getElementById('root')!).render(<District texts={createTexts()} />);
