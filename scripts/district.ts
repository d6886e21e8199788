/** `npm run district -- [options]`: the district's receiver, in this very process, so that signals and exit codes are its own. */
import { isDistrictServing, runDistrict } from '../native/district-main.ts';

const args = process.argv.slice(2);
if (isDistrictServing(args)) {
  // Only here, because loading the builder takes longer than any of the commands.
  const { ensurePagesBuilt } = await import('./build.ts');
  // Standard output belongs to the ready line; whoever reads it must find nothing else there.
  await ensurePagesBuilt((line) => console.error(line));
}
await runDistrict(args);
