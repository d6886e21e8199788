/** The contract suite against the simulated OBS. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSimulatedObs } from '../../../native/obs/simulated/simulated-obs.ts';
import { obsContract } from './obs-contract.ts';

obsContract('the simulated OBS', async () => {
  const recordFolder = mkdtempSync(join(tmpdir(), 'hetian-recordings-'));
  const simulated = await startSimulatedObs({ password: 'simulated-password', width: 640, height: 360, recordFolder });
  simulated.outputs.refuseStream = true;
  return {
    url: simulated.url,
    password: 'simulated-password',
    acceptStreams: async () => {
      simulated.outputs.refuseStream = false;
    },
    stop: async () => {
      await simulated.stop();
      rmSync(recordFolder, { recursive: true, force: true });
    },
  };
});
