import type { RecordEvent } from '@appbase-pfe/types';
import { urlOf } from '@kit/api/base-path';
import { isUsed } from '@kit/api/while-used';
import { Badge, type Tone } from '@kit/badge';
import { Button } from '@kit/button';
import { Card } from '@kit/page';
import { Empty } from '@kit/states';
import { useEffect, useState } from 'react';
import { collectionPath } from '../api/collections';
import type { CollectionView } from '../api/views';
import { cellText } from './grid/columns';

const KEPT = 200;
const TONES: Record<string, Tone> = { created: 'platform', updated: 'data', deleted: 'files' };

interface Seen extends RecordEvent {
  key: number;
  at: string;
}

/** The changes of a collection as they happen. */
export default function LiveTab({ collection: { name } }: { collection: CollectionView }) {
  const [events, setEvents] = useState<readonly Seen[]>([]);
  const [paused, setPaused] = useState(false);
  const state = useChanges(name, paused, (event) =>
    setEvents((now) => [event, ...now].slice(0, KEPT)),
  );
  return (
    <Card
      flush
      title="Live changes"
      lead="What happens from now on, newest first."
      actions={
        <>
          <span role="status" className="text-muted self-center text-sm">
            {paused ? 'Paused' : state}
          </span>
          <Button small onClick={() => setPaused(!paused)}>
            {paused ? 'Go on' : 'Pause'}
          </Button>
          <Button small onClick={() => setEvents([])}>
            Clear
          </Button>
        </>
      }
    >
      {events.length === 0 ? (
        <Empty title="Waiting for changes">
          Whatever is created, updated or deleted appears here.
        </Empty>
      ) : (
        <ol aria-label="Changes" tabIndex={0} className="max-h-[60dvh] overflow-y-auto">
          {events.map(({ key, at, type, record }) => (
            <li key={key} className="border-line flex items-center gap-3 border-t px-5 py-2">
              <span className="text-muted tabular text-sm">{at}</span>
              <Badge tone={TONES[type] ?? 'plain'}>{type}</Badge>
              <a
                href={`#/data/${name}?record=${encodeURIComponent(record.id)}`}
                className="link font-mono text-[13px]"
              >
                {record.id}
              </a>
              <span className="text-muted min-w-0 flex-1 truncate">
                {'data' in record && cellText(record.data)}
              </span>
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}

let lastKey = 0;

/** Listens to the event stream; the browser reconnects and asks for what it missed. */
function useChanges(name: string, paused: boolean, onEvent: (event: Seen) => void): string {
  const [state, setState] = useState('Connecting …');
  useEffect(() => {
    if (paused) return;
    const source = new EventSource(urlOf(`${collectionPath(name)}/subscribe`));
    source.onopen = () => setState('Connected');
    source.onerror = () =>
      setState(source.readyState === EventSource.CLOSED ? 'Not connected' : 'Reconnecting …');
    for (const type of ['created', 'updated', 'deleted'])
      source.addEventListener(type, ({ data }: MessageEvent<string>) => {
        const event = JSON.parse(data) as RecordEvent;
        onEvent({ ...event, key: ++lastKey, at: new Date().toLocaleTimeString() });
      });
    // Nobody is there: the stream ends, and with it what keeps the session alive.
    const watch = setInterval(() => {
      if (isUsed()) return;
      source.close();
      setState('Stopped: nobody was here. Press Pause and Go on.');
    }, 10_000);
    return () => {
      clearInterval(watch);
      source.close();
    };
  }, [name, paused]);
  return state;
}
