/** Opens the way to a group robot: checks its address and joins messages, state and platform. */
import { accepted, refused, type Result } from '../../contract/refusal.ts';
import type { RobotDestination, RobotType } from '../../contract/upstream.ts';
import { isSafeAddress } from '../../kernel/bounded-fetch.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { Reader } from '../../store/reader.ts';
import type { Writer } from '../../store/writer.ts';
import type { Way } from '../transport.ts';
import type { Uplink } from '../uplink.ts';
import { dingtalk } from './dingtalk.ts';
import { feishu } from './feishu.ts';
import type { RobotAdapter } from './robot-adapter.ts';
import { headLine } from './robot-messages.ts';
import { type RobotMessage, RobotOutbox, robotPlace, type RobotSources } from './robot-outbox.ts';
import { grossSales } from './robot-sales.ts';
import { RobotTransport } from './robot-transport.ts';
import { wecom } from './wecom.ts';

const adapters: Record<RobotType, RobotAdapter> = { feishu, dingtalk, wecom };

export interface RobotPorts {
  readonly secret: string | null;
  readonly login: string | null;
  readonly robots: RobotSources;
  studioId(): string;
  readonly uplink: Uplink;
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly reader: Reader;
  readonly writer: Writer;
}

/** The address is a secret as a whole: refusals name the destination, never the address. */
export function openRobot(config: RobotDestination, ports: RobotPorts): Result<Way<RobotMessage>> {
  const { destinationId, type } = config;
  const { secret, login, robots, studioId, uplink, clock, ledger, reader, writer } = ports;
  if (login === null) return refused('secret-missing', { destinationId });
  const adapter = adapters[type];
  const address = robotAddress(login, adapter);
  if (!address) return refused('secret-invalid', { destinationId });
  const testText = () => {
    const texts = robots.texts(config.locale ?? robots.locale());
    return `${headLine({ texts, studioId: studioId() })}\n${texts.text('test')}`;
  };
  const place = robotPlace(type, destinationId);
  const { textLimitBytes } = adapter;
  return accepted({
    place,
    address: address.origin,
    transport: new RobotTransport({ adapter, address, secret, testText, uplink, clock }),
    outbox: new RobotOutbox({
      config,
      place,
      textLimitBytes,
      sources: robots,
      sales: grossSales(reader),
      studioId,
      ledger,
      reader,
      writer,
      clock,
    }),
  });
}

/** An address of the platform itself, or of a stand-in on this computer. */
function robotAddress(text: string, { hosts, path, keyParameter }: RobotAdapter): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  if (!isSafeAddress(url)) return null;
  if (url.protocol === 'http:') return url;
  const key = keyParameter === null || (url.searchParams.get(keyParameter) ?? '') !== '';
  return hosts.includes(url.host) && path.test(url.pathname) && key ? url : null;
}
