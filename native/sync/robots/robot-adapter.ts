/** What a platform with group robots is known by: its addresses, how a message is asked for, and what its answers mean. */

export interface RobotAnswer {
  readonly code: number;
  readonly message: string;
}

/** `again`: it could not now, and every code that is not known. `too-often`: it wants a pause. `person`: nothing passes before somebody has acted. */
export type RobotVerdict = 'taken' | 'again' | 'too-often' | 'person';

export interface RobotAdapter {
  readonly hosts: readonly string[];
  /** Path of every address, and the parameter that holds the key where it is not in the path. */
  readonly path: RegExp;
  readonly keyParameter: string | null;
  /** Of the text, in UTF-8. */
  readonly textLimitBytes: number;
  /** How long the platform turns a robot away that wrote too often. */
  readonly pauseMs: number;
  /** `secret` is null for a robot that is not set up to check signatures. */
  request(address: URL, secret: string | null, text: string, nowMs: number): { url: URL; body: unknown };
  verdict(answer: RobotAnswer): RobotVerdict;
}
