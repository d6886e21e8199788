/** Stands between a client and OBS, passes everything on, and keeps what was asked and which requests OBS did not know. */
import { type AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';

export interface ObsRecorder {
  readonly url: string;
  /** Requests in their order, those of a batch one by one. */
  readonly requests: string[];
  /** Messages with requests: a batch is one. */
  readonly messages: number;
  /** Requests that OBS answered with 204. */
  readonly unknown: string[];
  clear(): void;
  stop(): Promise<void>;
}

const REQUEST = 6;
const RESPONSE = 7;
const BATCH = 8;
const BATCH_RESPONSE = 9;
const UNKNOWN_REQUEST = 204;

interface Answer {
  requestType: string;
  requestStatus: { code: number };
}
interface Message {
  op: number;
  d: { requestType: string; requests: { requestType: string }[]; results: Answer[] } & Answer;
}

/** For clients that speak JSON. */
export async function startObsRecorder(obsUrl: string): Promise<ObsRecorder> {
  let requests: string[] = [];
  let unknown: string[] = [];
  let messages = 0;
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, handleProtocols: () => 'obswebsocket.json' });
  await new Promise((resolve) => server.once('listening', resolve));

  function fromClient({ op, d }: Message): void {
    if (op !== REQUEST && op !== BATCH) return;
    messages += 1;
    requests.push(...(op === REQUEST ? [d] : d.requests).map(({ requestType }) => requestType));
  }
  function fromObs({ op, d }: Message): void {
    const answers = op === RESPONSE ? [d] : op === BATCH_RESPONSE ? d.results : [];
    unknown.push(...answers.filter(({ requestStatus }) => requestStatus.code === UNKNOWN_REQUEST).map(({ requestType }) => requestType));
  }

  server.on('connection', (client) => {
    const obs = new WebSocket(obsUrl, 'obswebsocket.json');
    const waiting: string[] = [];
    client.on('message', (data: Buffer) => {
      const text = data.toString();
      fromClient(JSON.parse(text) as Message);
      if (obs.readyState === obs.OPEN) obs.send(text);
      else waiting.push(text);
    });
    obs.on('open', () => {
      for (const text of waiting.splice(0)) obs.send(text);
    });
    obs.on('message', (data: Buffer) => {
      const text = data.toString();
      fromObs(JSON.parse(text) as Message);
      client.send(text);
    });
    for (const [one, other] of [
      [client, obs],
      [obs, client],
    ] as const) {
      one.on('close', () => other.terminate());
      one.on('error', () => other.terminate());
    }
  });

  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get requests() {
      return requests;
    },
    get messages() {
      return messages;
    },
    get unknown() {
      return unknown;
    },
    clear() {
      requests = [];
      unknown = [];
      messages = 0;
    },
    async stop() {
      for (const client of server.clients) client.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
