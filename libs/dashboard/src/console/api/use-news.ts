import { urlOf } from '@kit/api/base-path';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

/** The names under which the stream tells what happens to an app. */
const APP =
  'provisioning starting running unhealthy restarting crash-looping stopping stopped failed ' +
  'deleting deleted created purged port-moved start stop restart retry delete purge restore';
const INSTANCE = 'started stopped died killed';
const TYPES = [
  ...APP.split(' ').map((name) => `app.${name}`),
  ...INSTANCE.split(' ').map((name) => `instance.${name}`),
  'reset',
];

/** Reads the apps again when something happens to one; the browser reconnects by itself. */
export function useNews(on: boolean): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!on) return;
    const source = new EventSource(urlOf('/events'));
    const refresh = () => void client.invalidateQueries({ queryKey: ['apps'] });
    for (const type of TYPES) source.addEventListener(type, refresh);
    return () => source.close();
  }, [client, on]);
}
