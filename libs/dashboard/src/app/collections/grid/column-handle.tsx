import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { NARROWEST, WIDEST, bounded } from './use-grid-layout';

interface Props {
  title: string;
  /** The width that was chosen; undefined: what is left. */
  width: number | undefined;
  onWidth: (width: number | undefined) => void;
}

const STEP = 16;

/** The edge of a column: drag it, or use the arrow keys; a double press gives its width back. */
export function ColumnHandle({ title, width, onWidth }: Props) {
  const handle = useRef<HTMLDivElement>(null);
  const now = () => width ?? handle.current?.parentElement?.getBoundingClientRect().width ?? 0;
  const onPointerDown = (event: PointerEvent) => {
    event.preventDefault();
    const { pointerId, clientX } = event;
    const begin = now();
    const stop = new AbortController();
    const target = event.currentTarget as HTMLElement;
    target.setPointerCapture(pointerId);
    target.addEventListener(
      'pointermove',
      (move) => onWidth(bounded(begin + move.clientX - clientX)),
      { signal: stop.signal },
    );
    for (const end of ['pointerup', 'pointercancel'])
      target.addEventListener(end, () => stop.abort(), { signal: stop.signal });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
    if (step !== undefined) onWidth(bounded(now() + step));
    else if (event.key === 'Home' || event.key === 'Escape') onWidth(undefined);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      ref={handle}
      role="separator"
      aria-orientation="vertical"
      aria-label={`Width of ${title}`}
      aria-valuemin={NARROWEST}
      aria-valuemax={WIDEST}
      aria-valuenow={width ?? 152}
      aria-valuetext={width === undefined ? 'as wide as there is room' : `${width} pixels`}
      tabIndex={0}
      title="Drag, or use the arrow keys; double press for the usual width"
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
      onDoubleClick={() => onWidth(undefined)}
      className="hover:bg-data/40 focus-visible:bg-data/40 absolute inset-y-0 right-0 z-10 w-2 cursor-col-resize touch-none -outline-offset-2"
    />
  );
}
