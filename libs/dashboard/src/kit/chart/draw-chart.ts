import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Series } from './time-chart';

/** Draws the lines. The canvas knows no classes, so colours are read off the page. */
export function drawChart(
  element: HTMLElement,
  times: readonly number[],
  series: readonly Series[],
  format: (value: number) => string,
): uPlot {
  const muted = colourOf(element, 'text-muted');
  const line = colourOf(element, 'text-line');
  const axis = {
    stroke: muted,
    grid: { stroke: line, width: 1 },
    ticks: { stroke: line, width: 1 },
  };
  const font = '12px "Source Sans 3 Variable", sans-serif';
  return new uPlot(
    {
      width: element.clientWidth || 300,
      height: element.clientHeight || 190,
      legend: { show: false },
      cursor: { drag: { setScale: false } },
      scales: { y: { range: (_, __, max) => [0, Math.max(max * 1.15, 1)] } },
      axes: [
        { ...axis, font, space: 70 },
        { ...axis, font, size: 58, values: (_, ticks) => ticks.map(format) },
      ],
      series: [
        {},
        ...series.map(({ name, colour }) => ({
          label: name,
          stroke: colourOf(element, colour),
          width: 2,
          points: { show: times.length < 2 },
        })),
      ],
    },
    [times.map((time) => time / 1000), ...series.map(({ values }) => [...values])],
    element,
  );
}

function colourOf(element: HTMLElement, name: string): string {
  const probe = document.createElement('span');
  probe.className = name;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
