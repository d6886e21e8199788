/** The state of the connection to OBS in words, with the problem and its remedy. */
import { useTranslation } from 'react-i18next';
import type { ObsConnection } from '../../../native/contract/obs.ts';
import { useTopic } from '../../client/hooks.ts';
import { useRefusalSentence } from '../use-command.ts';
import { StatusLine, type StatusTone } from './StatusLine.tsx';

const tones: Record<ObsConnection['state'], StatusTone> = {
  off: 'off',
  connecting: 'working',
  ready: 'good',
  reconnecting: 'warning',
  stopped: 'warning',
};

export function ObsStatus() {
  const { t } = useTranslation('plan');
  const sentence = useRefusalSentence();
  const connection = useTopic('obs')?.connection;
  if (!connection) return null;
  const { state, simulated, obsVersion, problem, url } = connection;
  return (
    <StatusLine
      tone={tones[state]}
      title={t(simulated && state === 'ready' ? 'obs.state.simulated' : `obs.state.${state}`, { version: obsVersion ?? '', url })}
      detail={problem ? sentence(problem) : undefined}
    />
  );
}
