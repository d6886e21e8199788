/** One connection to one OBS from its socket to its end: own deadlines, no call left pending, nothing heard after the end. */
import { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { EventSubscription, type IncomingMessage, OBSWebSocket, WebSocketOpCode } from 'obs-websocket-js/json';
import type { WebSocket } from 'ws';
import { accepted, type Refusal, refused, type Result } from '../contract/refusal.ts';
import type { Clock, Timer } from '../kernel/clock.ts';

export type ObsData = Record<string, unknown>;
export interface ObsRequest {
  requestType: string;
  requestData?: ObsData;
}

/** How a try to connect, or a connection, ended. Codes: -1 socket error, 1006 cut, 4xxx by OBS, see the protocol's close codes. */
export interface LinkFailure {
  code: number;
  message: string;
}
/** No such close code exists on the wire: nothing was said within the limit. */
export const SILENT = -2;

interface LinkPorts {
  clock: Clock;
  /** An event of OBS, in the order in which OBS sent it. */
  onEvent: (eventType: string, eventData: ObsData) => void;
  /** Bits of `EventSubscription`; without them, what the mirror needs. */
  subscriptions?: number;
  /** False where nobody waits for an answer: then no pong is sent for each message. */
  acknowledges?: boolean;
}

/** Asked of the newest server too, so that it keeps speaking the version we know. */
const RPC_VERSION = 1;
/** All but vendors' and levels. Moves of items are events of high volume, but only while something moves. */
const SUBSCRIPTIONS =
  EventSubscription.General |
  EventSubscription.Config |
  EventSubscription.Scenes |
  EventSubscription.Inputs |
  EventSubscription.Transitions |
  EventSubscription.Filters |
  EventSubscription.Outputs |
  EventSubscription.SceneItems |
  EventSubscription.MediaInputs |
  EventSubscription.Ui |
  EventSubscription.SceneItemTransformChanged;
const NOT_READY = 207;
/** After a closing frame a healthy OBS answers within milliseconds. */
const CLOSE_LIMIT_MS = 500;

/** The client library, used for the handshake and for framing only: its calls stay pending for ever when the socket dies. */
class Session extends OBSWebSocket {
  readonly #heard: (message: IncomingMessage) => void;
  readonly #acknowledges: boolean;

  constructor(heard: (message: IncomingMessage) => void, acknowledges: boolean) {
    super();
    this.#heard = heard;
    this.#acknowledges = acknowledges;
  }

  say(op: WebSocketOpCode.Request | WebSocketOpCode.RequestBatch, data: ObsData): Promise<void> {
    // The library types each request it knows; what is sent here is decided by what OBS says it has.
    return this.message(op, data as never);
  }

  /**
   * Cuts the socket at once; the library's own `disconnect` waits 30 s for an OBS that hangs. With a reset, because after a mere close
   * the system goes on delivering what it could not: a command would reach OBS when the cable is back.
   */
  terminate(): void {
    const socket = this.#socket();
    const line = (socket as unknown as Record<string, unknown> | undefined)?.['_socket'];
    if (line instanceof Socket && !(line instanceof TLSSocket)) line.resetAndDestroy();
    socket?.terminate();
  }

  closePolitely(): void {
    this.#socket()?.close(1000);
  }

  protected override async decodeMessage(data: string): Promise<IncomingMessage> {
    const message = await super.decodeMessage(data);
    // OBS sends small segments under Nagle's algorithm and waits for our delayed acknowledgement, about 40 ms.
    // An unsolicited pong (RFC 6455, 5.5.3) carries the acknowledgement and asks for no answer.
    const socket = this.#socket();
    if (this.#acknowledges && socket?.readyState === socket?.OPEN) socket?.pong();
    this.#heard(message);
    return message;
  }

  /** In Node the library's socket is that of `ws`; its types say the browser's. */
  #socket(): WebSocket | undefined {
    return this.socket as unknown as WebSocket | undefined;
  }
}

export class ObsLink {
  readonly #clock: Clock;
  readonly #session: Session;
  readonly #onEvent: LinkPorts['onEvent'];
  readonly #pending = new Map<string, (answer: Result<ObsData>) => void>();
  #lastRequest = 0;
  #open = false;
  #end: ((refusal: Refusal) => void) | null = null;
  /** Settles when the connection has ended, with the reason. */
  readonly ended: Promise<Refusal>;

  private constructor(ports: LinkPorts) {
    this.#clock = ports.clock;
    this.#onEvent = ports.onEvent;
    this.#session = new Session((message) => this.#heard(message), ports.acknowledges ?? true);
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  /** Connects and identifies within the limit. An aborted try ends as a failure, with its socket cut. */
  static async open(
    ports: LinkPorts & { url: string; password: string | null; limitMs: number; signal: AbortSignal },
  ): Promise<{ ok: true; link: ObsLink } | { ok: false; failure: LinkFailure }> {
    const { url, password, limitMs, signal, clock, subscriptions = SUBSCRIPTIONS } = ports;
    const link = new ObsLink(ports);
    const failure = await new Promise<LinkFailure | null>((resolve) => {
      const onAbort = () => resolve({ code: 1006, message: 'aborted' });
      const timer = clock.after(limitMs, () => resolve({ code: SILENT, message: `nothing said within ${limitMs} ms` }));
      signal.addEventListener('abort', onAbort, { once: true });
      const settle = (outcome: LinkFailure | null) => {
        timer.cancel();
        signal.removeEventListener('abort', onAbort);
        resolve(outcome);
      };
      link.#session.on('ConnectionClosed', (error) => link.#endWith(lostRefusal(error.code, error.message)));
      link.#session.connect(url, password ?? undefined, { rpcVersion: RPC_VERSION, eventSubscriptions: subscriptions }).then(
        () => settle(null),
        (error: unknown) => settle(failureOf(error)),
      );
      if (signal.aborted) onAbort();
    });
    if (failure) {
      link.end({ code: 'obs-connection-lost', context: {} });
      return { ok: false, failure };
    }
    link.#open = true;
    return { ok: true, link };
  }

  get isOpen(): boolean {
    return this.#open;
  }

  /**
   * Sends one request and settles within the limit in every case.
   * Refusals: `obs-request-failed`, `obs-timeout`, `obs-connection-lost`.
   */
  ask(requestType: string, requestData: ObsData | undefined, limitMs: number): Promise<Result<ObsData>> {
    return this.#exchange(WebSocketOpCode.Request, requestType, limitMs, { requestType, requestData });
  }

  /** Sends several requests as one message; the answers are in the order of the requests. The first failed one refuses them all. */
  async askAll(requests: readonly ObsRequest[], limitMs: number): Promise<Result<ObsData[]>> {
    const answers = await this.#batch(requests, limitMs, true);
    if (!answers.ok) return answers;
    const values: ObsData[] = [];
    for (const answer of answers.value) {
      if (!answer.ok) return answer;
      values.push(answer.value);
    }
    return accepted(values);
  }

  /** As `askAll`, but each request has an answer of its own, and none stops the others. */
  askEach(requests: readonly ObsRequest[], limitMs: number): Promise<Result<Result<ObsData>[]>> {
    return this.#batch(requests, limitMs, false);
  }

  /** Cuts the connection now; everything pending is refused at once. */
  end(reason: Refusal): void {
    this.#endWith(reason);
    this.#session.terminate();
  }

  /** Says goodbye and waits until the socket is gone, at most half a second. */
  async close(reason: Refusal): Promise<void> {
    const { promise: gone, resolve } = Promise.withResolvers<void>();
    const timer = this.#clock.after(CLOSE_LIMIT_MS, resolve);
    this.#session.once('ConnectionClosed', () => resolve());
    this.#endWith(reason);
    this.#session.closePolitely();
    await gone;
    timer.cancel();
    this.#session.terminate();
  }

  #endWith(reason: Refusal): void {
    this.#open = false;
    this.#end?.(reason);
    this.#end = null;
    for (const settle of this.#pending.values()) settle(refused('obs-connection-lost'));
  }

  async #batch(requests: readonly ObsRequest[], limitMs: number, haltOnFailure: boolean): Promise<Result<Result<ObsData>[]>> {
    const answer = await this.#exchange(WebSocketOpCode.RequestBatch, 'RequestBatch', limitMs, { requests, haltOnFailure });
    if (!answer.ok) return answer;
    const results = Array.isArray(answer.value.results) ? (answer.value.results as ObsData[]) : [];
    return accepted(requests.map(({ requestType }, index) => answered(requestType, results[index] ?? {})));
  }

  #exchange(
    op: WebSocketOpCode.Request | WebSocketOpCode.RequestBatch,
    name: string,
    limitMs: number,
    body: ObsData,
  ): Promise<Result<ObsData>> {
    if (!this.#open) return Promise.resolve(refused('obs-connection-lost', { request: name }));
    this.#lastRequest += 1;
    const requestId = String(this.#lastRequest);
    return new Promise((resolve) => {
      let timer: Timer | null = null;
      const settle = (answer: Result<ObsData>) => {
        if (!this.#pending.delete(requestId)) return;
        timer?.cancel();
        resolve(answer.ok ? answer : refused(answer.refusal.code, { request: name, ...answer.refusal.context }));
      };
      this.#pending.set(requestId, settle);
      // When this process itself was busy, its timers fall due before it reads the socket: read once more, then judge.
      timer = this.#clock.after(limitMs, () => setImmediate(() => settle(refused('obs-timeout', { limitMs }))));
      this.#session.say(op, { ...body, requestId }).catch(() => settle(refused('obs-connection-lost')));
    });
  }

  #heard(message: IncomingMessage): void {
    if (!this.#open) return;
    const data = message.d as unknown as ObsData;
    if (message.op === WebSocketOpCode.Event) {
      this.#onEvent(String(data.eventType), isData(data.eventData) ? data.eventData : {});
    } else if (message.op === WebSocketOpCode.RequestResponse) {
      // A late answer finds nobody who waits for it.
      this.#pending.get(String(data.requestId))?.(answered(String(data.requestType), data));
    } else if (message.op === WebSocketOpCode.RequestBatchResponse) {
      this.#pending.get(String(data.requestId))?.(accepted(data));
    }
  }
}

/** True for the answer of an OBS that is starting, ending, or changing its scene collection. */
export function isNotReady(refusal: Refusal): boolean {
  return refusal.code === 'obs-request-failed' && refusal.context.obsCode === NOT_READY;
}

function answered(request: string, response: ObsData): Result<ObsData> {
  const status = isData(response.requestStatus) ? response.requestStatus : {};
  if (status.result === true) return accepted(isData(response.responseData) ? response.responseData : {});
  const obsCode = typeof status.code === 'number' ? status.code : 0;
  const comment = typeof status.comment === 'string' && status.comment !== '' ? status.comment : (COMMENTS[obsCode] ?? `code ${obsCode}`);
  return refused('obs-request-failed', { request, obsCode, comment });
}

/** OBS gives these codes without a comment. */
const COMMENTS: Record<number, string> = {
  207: 'OBS is not ready yet',
  500: 'the output is already running',
  501: 'the output is not running',
  506: 'studio mode is off',
};

function lostRefusal(code: number, message: string): Refusal {
  return code === 4011
    ? { code: 'obs-session-ended', context: {} }
    : { code: 'obs-connection-lost', context: { closeCode: code, message } };
}

function failureOf(error: unknown): LinkFailure {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : -1;
  return { code, message };
}

function isData(value: unknown): value is ObsData {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
