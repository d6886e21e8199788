/** Opens the way to a destination by its type: here each type is registered. */
import type { Result } from '../contract/refusal.ts';
import type { DestinationConfig } from '../contract/upstream.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Logger } from '../kernel/logger.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Reader } from '../store/reader.ts';
import type { Writer } from '../store/writer.ts';
import { openFolder } from './folder/folder-transport.ts';
import { openHttps } from './https/https-transport.ts';
import { openNats } from './jetstream/jetstream-transport.ts';
import type { RobotSources } from './robots/robot-outbox.ts';
import { openRobot } from './robots/robot-way.ts';
import type { Way } from './transport.ts';
import type { Uplink } from './uplink.ts';

/** What a way is built of. Each `open…` takes what it needs of it. */
export interface WayPorts {
  /** The key that signs, trimmed; null when none is kept. Refuse with `secret-missing` or `secret-invalid` what cannot do. */
  readonly secret: string | null;
  /** The second secret: a robot's address, the login of NATS. */
  readonly login: string | null;
  /** May change while the studio runs: ask each time. */
  studioId(): string;
  readonly uplink: Uplink;
  /** Its wall time goes into signatures, so it is the true time. */
  readonly clock: Clock;
  readonly logger: Logger;
  readonly robots: RobotSources;
  /** For an outbox of one's own; places of destinations are rows of `destination_cursor`. */
  readonly ledger: Ledger;
  readonly reader: Reader;
  readonly writer: Writer;
}

/** Opens nothing on the network. Refused: the destination is shown as stopped with the reason. */
export function openWay(config: DestinationConfig, ports: WayPorts): Result<Way> {
  switch (config.type) {
    case 'https':
      return openHttps(config, ports);
    case 'nats':
      return openNats(config, ports);
    case 'folder':
      return openFolder(config, ports);
    case 'feishu':
    case 'dingtalk':
    case 'wecom':
      return openRobot(config, ports);
  }
}
