/** Requests about stream, recording and replay buffer. "Success" means accepted, never that the output runs. */
import { RequestFailure, requestCode } from './protocol.ts';
import type { RequestHandler } from './request-handler.ts';

export const outputRequests: Record<string, RequestHandler> = {
  GetStreamStatus: (_fields, { outputs }) => ({
    ...outputs.stream.status(),
    outputReconnecting: outputs.stream.reconnecting,
    outputCongestion: outputs.streamLine.congestion,
    outputSkippedFrames: outputs.streamLine.skippedFrames,
  }),
  StartStream: (_fields, { outputs }) => outputs.stream.start(outputs.streamServer),
  StopStream: (_fields, { outputs }) => outputs.stream.stop(),
  ToggleStream: (_fields, { outputs }) => {
    const outputActive = !outputs.stream.active;
    if (outputActive) outputs.stream.start(outputs.streamServer);
    else outputs.stream.stop();
    return { outputActive };
  },
  GetStreamServiceSettings: (_fields, { outputs }) => outputs.streamService,
  SetStreamServiceSettings: (fields, { outputs }) => {
    outputs.streamService = {
      streamServiceType: fields.text('streamServiceType'),
      streamServiceSettings: fields.object('streamServiceSettings'),
    };
  },
  GetRecordStatus: (_fields, { outputs }) => ({ ...outputs.record.status(), outputPaused: outputs.record.paused }),
  StartRecord: (_fields, { outputs }) => outputs.startRecord(),
  StopRecord: (_fields, { outputs }) => ({ outputPath: outputs.stopRecord() }),
  ToggleRecord: (_fields, { outputs }) => {
    const outputActive = !outputs.record.active;
    if (outputActive) outputs.startRecord();
    else outputs.stopRecord();
    return { outputActive };
  },
  // Pausing what does not run is accepted and does nothing, as in the real OBS.
  PauseRecord: (_fields, { outputs }) => {
    if (!outputs.record.active || outputs.record.paused) return;
    outputs.record.paused = true;
    outputs.record.tell('PAUSED', false);
  },
  ResumeRecord: (_fields, { outputs }) => {
    if (!outputs.record.active || !outputs.record.paused) return;
    outputs.record.paused = false;
    outputs.record.tell('RESUMED', true);
  },
  GetRecordDirectory: (_fields, { outputs }) => ({ recordDirectory: outputs.recordFolder }),
  GetReplayBufferStatus: (_fields, { outputs }) => ({ outputActive: outputs.replay.active }),
  StartReplayBuffer: (_fields, { outputs }) => outputs.replay.start(),
  StopReplayBuffer: (_fields, { outputs }) => outputs.replay.stop(),
  SaveReplayBuffer: (_fields, { outputs }) => outputs.saveReplay(),
  GetLastReplayBufferReplay: (_fields, { outputs }) => ({ savedReplayPath: outputs.lastReplayPath }),
  GetVirtualCamStatus: () => {
    throw new RequestFailure(requestCode.invalidResourceState, 'VirtualCam is not available.');
  },
  GetOutputList: (_fields, { outputs, world }) => ({
    outputs: (['stream', 'record', 'replay'] as const).map((outputName) => ({
      outputName,
      outputKind: outputName === 'stream' ? 'rtmp_output' : 'ffmpeg_muxer',
      outputActive: outputs[outputName].active,
      outputWidth: world.canvas.width,
      outputHeight: world.canvas.height,
      outputFlags: {},
    })),
  }),
};
