/** `npm run district -- [options]`: the district's receiver, in this very process, so that signals and exit codes are its own. */
import { isDistrictServing, runDistrict } from '../native/district-main.ts';
import { ensurePagesBuilt } from './build.ts';

const args = process.argv.slice(2);
// Standard output belongs to the ready line; whoever reads it must find nothing else there.
if (isDistrictServing(args)) await ensurePagesBuilt((line) => console.error(line));
await runDistrict(args);
