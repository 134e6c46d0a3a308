import type { AppView } from '@appbase-pfe/types';
import { api } from '@kit/api/client';
import { useChange } from '@kit/api/use-change';
import { useMay } from '@kit/api/use-may';
import { Button, IconButton } from '@kit/button';
import { Menu, MenuItem, MenuLine } from '@kit/overlay/menu';
import { Ellipsis, ExternalLink, Play, RefreshCw, RotateCw, Square, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { appPath } from '../api/apps';
import { DeleteApp } from './delete-app';
import { openDashboard } from './open-dashboard';

type Verb = 'start' | 'stop' | 'restart' | 'retry';
const DONE: Record<Verb, string> = {
  start: 'is starting',
  stop: 'is stopping',
  restart: 'is restarting',
  retry: 'is tried again',
};
const WAITING = ['restarting', 'crash-looping', 'failed', 'provisioning'];

/** What can be done with an app: its dashboard in front, the rest in a menu. */
export function AppActions({ app, onDeleted }: { app: AppView; onDeleted?: () => void }) {
  const may = useMay();
  const [deleting, setDeleting] = useState(false);
  const [opening, setOpening] = useState(false);
  const wish = useChange(
    async (verb: Verb) => {
      await api.post<AppView>(`${appPath(app.id)}/${verb}`);
      return verb;
    },
    { refresh: [['apps']], done: (verb) => `${app.name} ${DONE[verb]}` },
  );
  const ask = (verb: Verb) => wish.mutate(verb);
  const on = app.desiredState === 'running';
  const open = async () => {
    setOpening(true);
    await openDashboard(app);
    setOpening(false);
  };
  return (
    <>
      {on ? (
        <Button
          small
          look={app.state === 'running' ? 'primary' : 'plain'}
          busy={opening}
          icon={<ExternalLink aria-hidden="true" className="size-4" />}
          blocked={app.state === 'running' ? undefined : 'It is not running at the moment'}
          onClick={() => void open()}
        >
          Open dashboard
        </Button>
      ) : (
        <Button
          small
          busy={wish.isPending}
          icon={<Play aria-hidden="true" className="size-4" />}
          blocked={may.write}
          onClick={() => ask('start')}
        >
          Start
        </Button>
      )}
      {WAITING.includes(app.state) && on && (
        <Button
          small
          busy={wish.isPending}
          icon={<RotateCw aria-hidden="true" className="size-4" />}
          blocked={may.write}
          onClick={() => ask('retry')}
        >
          Retry
        </Button>
      )}
      <Menu
        button={
          <IconButton
            small
            label={`Actions for ${app.name}`}
            icon={<Ellipsis className="size-4" />}
          />
        }
      >
        {on && (
          <MenuItem
            icon={<RefreshCw aria-hidden="true" className="size-4" />}
            blocked={may.write}
            onSelect={() => ask('restart')}
          >
            Restart
          </MenuItem>
        )}
        {on && (
          <MenuItem
            icon={<Square aria-hidden="true" className="size-4" />}
            blocked={may.write}
            onSelect={() => ask('stop')}
          >
            Stop
          </MenuItem>
        )}
        {on && <MenuLine />}
        <MenuItem
          danger
          icon={<Trash2 aria-hidden="true" className="size-4" />}
          blocked={may.own}
          onSelect={() => setDeleting(true)}
        >
          Delete …
        </MenuItem>
      </Menu>
      {deleting && (
        <DeleteApp app={app} onClose={() => setDeleting(false)} {...(onDeleted && { onDeleted })} />
      )}
    </>
  );
}
