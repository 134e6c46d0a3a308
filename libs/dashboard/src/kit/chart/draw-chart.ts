import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { clock } from '../format';
import type { ChartProps } from './time-chart';

const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500];
/** Distances of the lines across: whole things for counts, round numbers of KB and MB for bytes. */
const DISTANCES = {
  counts: [0, 3, 6, 9].flatMap((power) => STEPS.map((step) => step * 10 ** power)),
  bytes: [0, 1, 2, 3, 4].flatMap((power) => STEPS.map((step) => step * 1024 ** power)),
};

/** Draws the lines. The canvas knows no classes, so colours are read off the page. */
export function drawChart(element: HTMLElement, { times, series, format, unit }: ChartProps) {
  const muted = colourOf(element, 'text-muted');
  const line = colourOf(element, 'text-line');
  const axis = {
    stroke: muted,
    grid: { stroke: line, width: 1 },
    ticks: { stroke: line, width: 1 },
    font: '12px "Source Sans 3 Variable", sans-serif',
  };
  const seconds = times.map((time) => time / 1000);
  const days = seconds.at(-1)! - seconds[0]! > 2 * 86_400;
  return new uPlot(
    {
      width: element.clientWidth || 300,
      height: element.clientHeight || 190,
      legend: { show: false },
      cursor: { drag: { setScale: false } },
      scales: { y: { range: (_, __, max) => [0, Math.max(max * 1.15, 1)] } },
      axes: [
        { ...axis, space: 70, size: 30, values: (_, ticks) => ticks.map((at) => clock(at, days)) },
        {
          ...axis,
          size: 58,
          values: (_, ticks) => ticks.map(format),
          ...(unit && { incrs: DISTANCES[unit] }),
        },
      ],
      series: [
        {},
        ...series.map(({ name, colour }) => ({
          label: name,
          stroke: colourOf(element, colour),
          width: 2,
          points: { show: true, size: 5, filter: alone },
        })),
      ],
    },
    [seconds, ...series.map(({ values }) => [...values])],
    element,
  );
}

/** The points that no line reaches: without a dot nobody would see them. */
function alone(chart: uPlot, index: number): number[] {
  const values = chart.data[index]!;
  return [...values.keys()].filter(
    (at) => known(values[at]) && !known(values[at - 1]) && !known(values[at + 1]),
  );
}

const known = (value: number | null | undefined) => value !== null && value !== undefined;

function colourOf(element: HTMLElement, name: string): string {
  const probe = document.createElement('span');
  probe.className = name;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
