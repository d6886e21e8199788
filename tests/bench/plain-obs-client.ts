/** The least client that can change a scene of OBS: a `ws` socket and the few messages it takes, to be measured beside others. */
import { createHash } from 'node:crypto';
import { WebSocket } from 'ws';

/** One way to change the scene: resolves when the new scene is known there where the press was made. */
export interface Presser {
  press(sceneName: string): Promise<void>;
  close(): void;
}

const op = { hello: 0, identify: 1, identified: 2, event: 5, request: 6 } as const;

interface Message {
  op: number;
  d: { authentication?: { challenge: string; salt: string }; eventType?: string };
}

export async function plainPresser({ url, password }: { url: string; password: string }): Promise<Presser> {
  const socket = new WebSocket(url, 'obswebsocket.json');
  const say = (operation: number, d: object) => socket.send(JSON.stringify({ op: operation, d }));
  let changed: () => void = () => {};
  let identified: () => void = () => {};
  socket.on('message', (data: Buffer) => {
    const { op: operation, d } = JSON.parse(data.toString()) as Message;
    if (operation === op.hello) {
      const { challenge = '', salt = '' } = d.authentication ?? {};
      say(op.identify, { rpcVersion: 1, authentication: sha256(sha256(password + salt) + challenge) });
    } else if (operation === op.identified) identified();
    else if (operation === op.event && d.eventType === 'CurrentProgramSceneChanged') changed();
  });
  await new Promise<void>((resolve, reject) => {
    identified = resolve;
    socket.once('error', reject);
  });
  return {
    press: (sceneName) =>
      new Promise((resolve) => {
        changed = resolve;
        say(op.request, { requestType: 'SetCurrentProgramScene', requestId: sceneName, requestData: { sceneName } });
      }),
    close: () => socket.terminate(),
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
