import type { AppView } from '@appbase-pfe/types';
import { Button } from '@kit/button';
import { Card } from '@kit/page';
import { Answer, Empty } from '@kit/states';
import { useEffect, useRef, useState } from 'react';
import { useAppLogs } from '../api/apps';

/** The last lines of an app's log, read again every two seconds unless paused. */
export function Log({ app }: { app: AppView }) {
  const [paused, setPaused] = useState(false);
  const log = useAppLogs(app.id, !paused);
  return (
    <Card
      title="Log"
      lead="The last 200 lines."
      actions={
        <Button small onClick={() => setPaused(!paused)}>
          {paused ? 'Go on' : 'Pause'}
        </Button>
      }
    >
      <Answer of={log}>
        {(text) =>
          text === '' ? (
            <Empty title="The log is empty">What the app’s instance writes appears here.</Empty>
          ) : (
            <Lines text={text} />
          )
        }
      </Answer>
    </Card>
  );
}

/** Stays at the end, unless the reader has scrolled up. */
function Lines({ text }: { text: string }) {
  const box = useRef<HTMLPreElement>(null);
  const atEnd = useRef(true);
  useEffect(() => {
    if (atEnd.current && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [text]);
  return (
    <pre
      ref={box}
      tabIndex={0}
      aria-label="Lines of the log"
      onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
        atEnd.current = scrollTop + clientHeight > scrollHeight - 8;
      }}
      className="bg-sunken border-line max-h-[60dvh] overflow-auto rounded-[8px] border p-4 font-mono text-[13px] leading-relaxed"
    >
      {text}
    </pre>
  );
}
