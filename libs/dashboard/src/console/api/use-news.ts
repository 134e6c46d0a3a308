import { urlOf } from '@kit/api/base-path';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

/** The names under which the stream tells what happens to an app. */
const TYPES = (
  'provisioning starting running unhealthy restarting crash-looping stopping stopped failed ' +
  'deleting deleted created purged port-moved start stop restart retry delete purge restore'
)
  .split(' ')
  .map((name) => `app.${name}`);

/** Reads the apps again when something happens to one; the browser reconnects by itself. */
export function useNews(on: boolean): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!on) return;
    const source = new EventSource(urlOf('/events'));
    const refresh = () => void client.invalidateQueries({ queryKey: ['apps'] });
    for (const type of [...TYPES, 'reset']) source.addEventListener(type, refresh);
    return () => source.close();
  }, [client, on]);
}
