/** Keeps a fault of one layer from taking the others off the screen; the layer comes back with the next state. */
import { Component, type ReactNode } from 'react';
import { layerFailed } from './failed-layers.ts';

interface Props {
  /** Its name in the heartbeat. */
  layer: string;
  /** Tries the layer again when it changes. */
  state: unknown;
  children: ReactNode;
}

interface State {
  seen: unknown;
  failed: boolean;
}

export class LayerBoundary extends Component<Props, State> {
  override state: State = { seen: undefined, failed: false };

  static getDerivedStateFromError(): Partial<State> {
    return { failed: true };
  }

  static getDerivedStateFromProps(props: Props, state: State): State | null {
    return props.state === state.seen ? null : { seen: props.state, failed: false };
  }

  override componentDidMount(): void {
    layerFailed(this.props.layer, this.state.failed);
  }

  override componentDidUpdate(): void {
    layerFailed(this.props.layer, this.state.failed);
  }

  override render() {
    return this.state.failed ? null : this.props.children;
  }
}
