/** Requests about OBS itself: version, figures, canvas, stored data. */
import { OBS_VERSION, RequestFailure, requestCode, RPC_VERSION, WEBSOCKET_VERSION } from './protocol.ts';
import type { RequestHandler } from './request-handler.ts';

export const generalRequests: Record<string, RequestHandler> = {
  GetVersion: (_fields, { availableRequests }) => ({
    obsVersion: OBS_VERSION,
    obsWebSocketVersion: WEBSOCKET_VERSION,
    rpcVersion: RPC_VERSION,
    availableRequests: [...availableRequests],
    supportedImageFormats: ['png'],
    platform: 'simulated',
    platformDescription: 'simulated OBS',
  }),
  GetStats: (_fields, { world, outputs }) => ({
    cpuUsage: 1,
    memoryUsage: Math.round(process.memoryUsage.rss() / 2 ** 20),
    availableDiskSpace: 100_000,
    activeFps: world.fps,
    averageFrameRenderTime: 1,
    renderSkippedFrames: 0,
    renderTotalFrames: Math.floor((world.clock.monotonicMs() * world.fps) / 1000),
    outputSkippedFrames: 0,
    outputTotalFrames: outputs.stream.status().outputTotalFrames,
    webSocketSessionIncomingMessages: 0,
    webSocketSessionOutgoingMessages: 0,
  }),
  BroadcastCustomEvent: (fields, { world }) => world.emit('CustomEvent', fields.object('eventData')),
  GetPersistentData: (fields, { world }) => ({
    slotValue: world.persistentData.get(`${fields.text('realm')} ${fields.text('slotName')}`) ?? null,
  }),
  SetPersistentData: (fields, { world }) => {
    world.persistentData.set(`${fields.text('realm')} ${fields.text('slotName')}`, fields.any('slotValue'));
  },
  GetVideoSettings: (_fields, { world }) => ({
    baseWidth: world.canvas.width,
    baseHeight: world.canvas.height,
    outputWidth: world.output.width,
    outputHeight: world.output.height,
    fpsNumerator: world.fps,
    fpsDenominator: 1,
  }),
  SetVideoSettings: (fields, { world, outputs }) => {
    if (outputs.stream.active || outputs.record.active) throw new RequestFailure(requestCode.outputRunning);
    if (fields.has('baseWidth')) world.canvas.width = fields.number('baseWidth', 1, 4096);
    if (fields.has('baseHeight')) world.canvas.height = fields.number('baseHeight', 1, 4096);
    if (fields.has('outputWidth')) world.output.width = fields.number('outputWidth', 1, 4096);
    if (fields.has('outputHeight')) world.output.height = fields.number('outputHeight', 1, 4096);
  },
  GetHotkeyList: () => ({ hotkeys: [] }),
};
