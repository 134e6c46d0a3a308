import { useEffect, useId, useRef } from 'react';
import type uPlot from 'uplot';
import { useTheme } from '../style/theme';
import { drawChart } from './draw-chart';

export interface Series {
  name: string;
  /** A class that sets the colour: `text-data`. */
  colour: string;
  values: readonly (number | null)[];
}

export interface ChartProps {
  title: string;
  /** Milliseconds. */
  times: readonly number[];
  series: readonly Series[];
  format: (value: number) => string;
  /** Counts have no halves; bytes come in steps of 1,024. */
  unit?: 'counts' | 'bytes';
}

/** Values over time. `Figures` shows the same as a table. */
export function TimeChart({ title, times, series, format, unit }: ChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const theme = useTheme();
  const summary = useId();
  useEffect(() => {
    if (!host.current) return;
    const element = host.current;
    let chart: uPlot | undefined;
    const draw = () => {
      chart?.destroy();
      chart = drawChart(element, { title, times, series, format, ...(unit && { unit }) });
    };
    draw();
    const resized = new ResizeObserver(() => {
      chart?.setSize({ width: element.clientWidth, height: element.clientHeight });
    });
    resized.observe(element);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', draw);
    return () => {
      resized.disconnect();
      dark.removeEventListener('change', draw);
      chart?.destroy();
    };
  }, [title, times, series, format, unit, theme]);
  return (
    <figure aria-label={title} aria-describedby={summary} className="flex min-w-0 flex-col">
      <h3 className="mb-1 font-sans text-[15px] tracking-normal">{title}</h3>
      <figcaption id={summary} className="text-muted mb-2 flex flex-wrap gap-x-5 text-sm">
        {series.map(({ name, colour, values }) => (
          <span key={name} className="flex items-center gap-2">
            <span aria-hidden="true" className={`${colour} size-2.5 rounded-full bg-current`} />
            {name}: {summaryOf(values, format)}
          </span>
        ))}
      </figcaption>
      <div ref={host} aria-hidden="true" className="mt-auto h-48 w-full min-w-0 overflow-hidden" />
    </figure>
  );
}

function summaryOf(values: readonly (number | null)[], format: (value: number) => string): string {
  const known = values.filter((value) => value !== null);
  return known.length === 0
    ? 'nothing yet'
    : `${format(known.at(-1)!)} now, most ${format(Math.max(...known))}`;
}
