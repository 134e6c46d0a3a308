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

interface Props {
  title: string;
  /** Milliseconds. */
  times: readonly number[];
  series: readonly Series[];
  format: (value: number) => string;
}

/** Values over time. The figures are in a table as well, for those who cannot see the lines. */
export function TimeChart({ title, times, series, format }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const theme = useTheme();
  const summary = useId();
  useEffect(() => {
    if (!host.current) return;
    const element = host.current;
    let chart: uPlot | undefined;
    const draw = () => {
      chart?.destroy();
      chart = drawChart(element, times, series, format);
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
  }, [times, series, format, theme]);
  return (
    <figure aria-label={title} aria-describedby={summary}>
      <figcaption id={summary} className="text-muted mb-2 flex flex-wrap gap-x-5 text-sm">
        {series.map(({ name, colour, values }) => (
          <span key={name} className="flex items-center gap-2">
            <span aria-hidden="true" className={`${colour} size-2.5 rounded-full bg-current`} />
            {name}: {summaryOf(values, format)}
          </span>
        ))}
      </figcaption>
      <div ref={host} aria-hidden="true" className="h-48 w-full min-w-0 overflow-hidden" />
    </figure>
  );
}

function summaryOf(values: readonly (number | null)[], format: (value: number) => string): string {
  const known = values.filter((value) => value !== null);
  return known.length === 0
    ? 'nothing yet'
    : `${format(known.at(-1)!)} now, most ${format(Math.max(...known))}`;
}
