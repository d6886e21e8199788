/** One client of the simulated OBS: greeting, authentication, requests, batches and the events it asked for. */
import { createHash, randomBytes } from 'node:crypto';
import type { WebSocket } from 'ws';
import { type Clock, delay } from '../../kernel/clock.ts';
import type { Logger } from '../../kernel/logger.ts';
import { decodeMessagePack, encodeMessagePack } from './message-pack.ts';
import {
  ALL_EVENTS,
  closeCode,
  type Data,
  eventIntent,
  type EventType,
  isData,
  op,
  RequestFailure,
  requestCode,
  RPC_VERSION,
  WEBSOCKET_VERSION,
} from './protocol.ts';
import type { RequestContext } from './request-handler.ts';
import { answerRequest, failedAnswer, type RequestAnswer } from './requests.ts';

export const MESSAGE_PACK = 'obswebsocket.msgpack';
export const JSON_TEXT = 'obswebsocket.json';

/** Faults that a test or a drill switches on and off while clients are connected. */
export interface Faults {
  /** Nothing is read or said, and the socket stays open: a hung OBS. What was sent meanwhile is answered afterwards. */
  hang: boolean;
  replyDelayMs: number;
  /** Every request but GetVersion is answered with 207, as by an OBS that is still starting. */
  notReady: boolean;
  /** New sockets are cut at once. */
  refuseConnections: boolean;
}

export interface SessionPorts {
  clock: Clock;
  logger: Logger;
  password: string | null;
  faults: Readonly<Faults>;
  context: RequestContext;
  /** Sees every request of every client, before it is answered. */
  onRequest(requestType: string, requestData: unknown): void;
  /** The client asks for other events than before. */
  onSubscriptions(): void;
}

const LONGEST_SLEEP_MS = 50_000;

export class Session {
  readonly #socket: WebSocket;
  readonly #ports: SessionPorts;
  readonly #challenge = randomBytes(32).toString('base64');
  readonly #salt = randomBytes(32).toString('base64');
  #identified = false;
  #subscriptions: number = ALL_EVENTS;
  /** What came and what was to be said while hanging. */
  #backlog: (() => void)[] = [];
  /** A client's messages are answered one after the other. */
  #turn: Promise<void> = Promise.resolve();

  constructor(socket: WebSocket, ports: SessionPorts) {
    this.#socket = socket;
    this.#ports = ports;
    socket.on('message', (data: Buffer, isBinary) => this.#unlessHanging(() => this.#receive(data, isBinary)));
    socket.on('error', (error) => ports.logger.debug({ err: error }, 'a client of the simulated OBS failed'));
    this.#unlessHanging(() => this.#greet());
  }

  wants(eventType: EventType): boolean {
    return this.#identified && (this.#subscriptions & eventIntent[eventType]) !== 0;
  }

  event(eventType: EventType, eventData: Data): void {
    const eventIntentBit = eventIntent[eventType];
    if (!this.wants(eventType)) return;
    this.#unlessHanging(() => this.#send(op.event, { eventType, eventIntent: eventIntentBit, eventData }));
  }

  /** After a hang: what waited is read and answered now. */
  wake(): void {
    const backlog = this.#backlog;
    this.#backlog = [];
    for (const work of backlog) work();
  }

  #unlessHanging(work: () => void): void {
    if (this.#ports.faults.hang) this.#backlog.push(work);
    else work();
  }

  #greet(): void {
    const authentication = this.#ports.password === null ? {} : { authentication: { challenge: this.#challenge, salt: this.#salt } };
    this.#send(op.hello, { obsWebSocketVersion: WEBSOCKET_VERSION, rpcVersion: RPC_VERSION, ...authentication });
  }

  #receive(bytes: Buffer, isBinary: boolean): void {
    const message = decoded(bytes, isBinary);
    if (!message) return this.#close(closeCode.messageDecodeError, 'Unable to decode the message.');
    const { op: operation, d: data } = message;
    if (typeof operation !== 'number') return this.#close(closeCode.unknownOpCode, 'Your message has no usable `op`.');
    if (!isData(data)) return this.#close(closeCode.missingDataField, 'Your payload is missing data (`d`).');
    if (operation === op.identify) return this.#identify(data);
    if (!this.#identified) return this.#close(closeCode.notIdentified, 'You attempted to send a message before identifying.');
    if (operation === op.reidentify) return this.#reidentify(data);
    if (operation !== op.request && operation !== op.requestBatch) {
      return this.#close(closeCode.unknownOpCode, `Unknown OpCode: ${operation}`);
    }
    if (typeof data.requestId !== 'string') {
      return this.#close(closeCode.missingDataField, "Your payload's data is missing a `requestId`.");
    }
    this.#turn = this.#turn.then(() => (operation === op.request ? this.#request(data) : this.#batch(data)));
  }

  #identify(data: Data): void {
    if (this.#identified) return this.#close(closeCode.alreadyIdentified, 'You are already Identified with the obs-websocket server.');
    if (typeof data.rpcVersion !== 'number') return this.#close(closeCode.missingDataField, 'Your payload is missing an `rpcVersion`.');
    if (data.rpcVersion !== RPC_VERSION) {
      return this.#close(closeCode.unsupportedRpcVersion, 'Your requested RPC version is not supported by this server.');
    }
    const { password } = this.#ports;
    if (password !== null && typeof data.authentication !== 'string') {
      const text = "Your payload's data is missing an `authentication` string, however authentication is required.";
      return this.#close(closeCode.authenticationFailed, text);
    }
    if (password !== null && data.authentication !== authenticationFor(password, this.#salt, this.#challenge)) {
      return this.#close(closeCode.authenticationFailed, 'Authentication failed.');
    }
    this.#identified = true;
    this.#reidentify(data);
  }

  #reidentify(data: Data): void {
    if (typeof data.eventSubscriptions === 'number') this.#subscriptions = data.eventSubscriptions;
    this.#send(op.identified, { negotiatedRpcVersion: RPC_VERSION });
    this.#ports.onSubscriptions();
  }

  async #request(data: Data): Promise<void> {
    const answer = this.#answer(String(data.requestType), data.requestData);
    if (this.#ports.faults.replyDelayMs > 0) await delay(this.#ports.clock, this.#ports.faults.replyDelayMs);
    this.#unlessHanging(() => this.#send(op.requestResponse, { ...answer, requestId: data.requestId }));
  }

  async #batch(data: Data): Promise<void> {
    const results: Data[] = [];
    for (const request of Array.isArray(data.requests) ? data.requests.filter((entry) => isData(entry)) : []) {
      const requestId = request.requestId === undefined ? {} : { requestId: request.requestId };
      const requestType = String(request.requestType);
      if (requestType === 'Sleep') await this.#sleep(request.requestData);
      const answer = requestType === 'Sleep' ? { requestType, ...SLEPT } : this.#answer(requestType, request.requestData);
      results.push({ ...answer, ...requestId });
      if (!answer.requestStatus.result && data.haltOnFailure === true) break;
    }
    if (this.#ports.faults.replyDelayMs > 0) await delay(this.#ports.clock, this.#ports.faults.replyDelayMs);
    this.#unlessHanging(() => this.#send(op.requestBatchResponse, { requestId: data.requestId, results }));
  }

  #answer(requestType: string, requestData: unknown): RequestAnswer {
    this.#ports.onRequest(requestType, requestData);
    if (this.#ports.faults.notReady && requestType !== 'GetVersion') {
      return failedAnswer(requestType, new RequestFailure(requestCode.notReady, 'OBS is not ready to perform the request.'));
    }
    return answerRequest(requestType, requestData, this.#ports.context);
  }

  async #sleep(requestData: unknown): Promise<void> {
    const lengthMs = isData(requestData) && typeof requestData.sleepMillis === 'number' ? requestData.sleepMillis : 0;
    await delay(this.#ports.clock, Math.min(lengthMs, LONGEST_SLEEP_MS));
  }

  #send(operation: number, data: Data): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    const message = { op: operation, d: data };
    this.#socket.send(this.#socket.protocol === MESSAGE_PACK ? encodeMessagePack(message) : JSON.stringify(message));
  }

  #close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }
}

const SLEPT = { requestStatus: { result: true, code: requestCode.success } };

function decoded(bytes: Buffer, isBinary: boolean): Data | null {
  try {
    const message: unknown = isBinary ? decodeMessagePack(bytes) : JSON.parse(bytes.toString());
    return isData(message) ? message : null;
  } catch {
    // Whatever a stranger sent, the answer is the close code for it.
    return null;
  }
}

function authenticationFor(password: string, salt: string, challenge: string): string {
  return sha256(sha256(password + salt) + challenge);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
