/** `npm run studio -- [options]`: the host alone, in this very process, so that signals and exit codes are its own. */
import { ensurePagesBuilt } from './build.ts';

const args = process.argv.slice(2);
// Standard output belongs to the host's ready line; whoever reads it must find nothing else there.
if (!args.includes('--help') && !args.includes('verify')) await ensurePagesBuilt((line) => console.error(line));
const { runStudio } = await import('../native/main.ts');
await runStudio(args);
