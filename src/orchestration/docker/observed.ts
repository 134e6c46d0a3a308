import type { ContainerInspectInfo } from 'dockerode';
import type { App } from '../../tenancy/app-row.js';
import type { Observed } from '../instance-runtime.js';
import { networkOf } from './docker-containers.js';
import { LABELS } from './docker-names.js';
import { APP_PORT } from './docker-spec.js';

/** What the engine says of a container, in our words. */
export function toObserved(info: ContainerInspectInfo, app: App): Observed {
  const { State: state, Config: config } = info;
  const startedAt = Date.parse(state.StartedAt);
  const common: Observed = {
    status: 'stopped',
    id: info.Id,
    image: info.Image,
    specHash: config.Labels[LABELS.specHash],
    startedAt,
  };
  if (!state.Running) return { ...common, exit: exitOf(info, app) };
  const known = app.instance;
  const address = networkOf(info, app)?.IPAddress ?? '';
  const isKnown = known?.id === info.Id && Date.parse(known.startedAt) === startedAt;
  return {
    ...common,
    status: 'running',
    // Taken off its network by hand: nobody reaches it, and it is made anew.
    ...(address === '' ? { specHash: 'detached' } : {}),
    address: `${address}:${APP_PORT}`,
    // A container is started again for a new generation; one that is not in the books is new.
    generation: isKnown ? known.generation : app.generation,
  };
}

function exitOf({ State: state }: ContainerInspectInfo, app: App): Observed['exit'] {
  if (state.OOMKilled) {
    return {
      reason: 'OutOfMemory',
      message: `It needed more than its ${app.limits.memoryMb} MiB of memory: raise limits.memoryMb`,
    };
  }
  const error = state.Error === '' ? '' : ` (${state.Error})`;
  return { reason: 'Exited', message: `It ended with exit code ${state.ExitCode}${error}` };
}
