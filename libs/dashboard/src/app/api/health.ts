import type { HealthView } from '@appbase-pfe/types';
import { send } from '@kit/api/client';
import { ApiError } from '@kit/api/api-error';
import { urlOf } from '@kit/api/base-path';
import { whileUsed } from '@kit/api/while-used';
import { useQuery } from '@tanstack/react-query';

export type Health = HealthView;

/** How the app is; a 503 is an answer too. */
async function readHealth(): Promise<Health> {
  try {
    return (await (await send('/health')).json()) as Health;
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 503) throw error;
    return (await (await fetch(urlOf('/health'))).json()) as Health;
  }
}

export const useHealth = () =>
  useQuery({ queryKey: ['health'], queryFn: readHealth, refetchInterval: whileUsed(15_000) });
