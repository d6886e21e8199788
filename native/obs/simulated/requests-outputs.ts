/** Requests about stream, recording and replay buffer. "Success" means accepted, never that the output runs. */
import type { Outputs } from './outputs.ts';
import { RequestFailure, requestCode } from './protocol.ts';
import type { RequestHandler } from './request-handler.ts';

function replayOf(outputs: Outputs): Outputs['replay'] {
  if (!outputs.replaySetUp) throw new RequestFailure(requestCode.invalidResourceState, 'Replay buffer is not available.');
  return outputs.replay;
}

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
  PauseRecord: (_fields, { outputs }) => outputs.record.pause(),
  ResumeRecord: (_fields, { outputs }) => outputs.record.resume(),
  GetProfileParameter: (fields, { outputs }) => {
    const name = `${fields.text('parameterCategory')}/${fields.text('parameterName')}`;
    return { parameterValue: outputs.profile.get(name) ?? null, defaultParameterValue: null };
  },
  GetRecordDirectory: (_fields, { outputs }) => ({ recordDirectory: outputs.recordFolder }),
  GetReplayBufferStatus: (_fields, { outputs }) => ({ outputActive: replayOf(outputs).active }),
  StartReplayBuffer: (_fields, { outputs }) => replayOf(outputs).start(),
  StopReplayBuffer: (_fields, { outputs }) => replayOf(outputs).stop(),
  SaveReplayBuffer: (_fields, { outputs }) => {
    replayOf(outputs);
    outputs.saveReplay();
  },
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
