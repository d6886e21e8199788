/** What a request of the simulated OBS works on, and the shape of what answers it. */
import type { Outputs } from './outputs.ts';
import type { Data, Fields } from './protocol.ts';
import type { World } from './world.ts';

export interface RequestContext {
  world: World;
  outputs: Outputs;
  availableRequests: readonly string[];
}
/** Returns the answer's data, or nothing; refuses by a `RequestFailure`. */
export type RequestHandler = (fields: Fields, context: RequestContext) => Data | void;
