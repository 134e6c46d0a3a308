import { useState } from 'react';
import { moment } from '../format';
import type { Series } from './time-chart';

interface Props {
  /** Milliseconds. */
  times: readonly number[];
  series: readonly (Series & { format: (value: number) => string })[];
}

/** What charts show as a table of figures, for those who cannot see lines or want the number. */
export function Figures({ times, series }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <details className="mt-5" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="link w-fit text-sm">Figures as a table</summary>
      {open && (
        <div
          role="region"
          aria-label="Figures"
          tabIndex={0}
          className="border-line mt-3 max-h-96 overflow-auto rounded-[8px] border"
        >
          <table className="w-full text-left text-sm">
            <thead className="bg-sunken sticky top-0">
              <tr>
                <th scope="col" className={HEAD}>
                  From
                </th>
                {series.map(({ name }) => (
                  <th key={name} scope="col" className={`${HEAD} text-right`}>
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody className="tabular">
              {times.map((time, index) => (
                <tr key={time} className="border-line border-t">
                  <th scope="row" className="px-3 py-1.5 font-normal whitespace-nowrap">
                    <time dateTime={new Date(time).toISOString()}>
                      {moment(new Date(time).toISOString())}
                    </time>
                  </th>
                  {series.map(({ name, values, format }) => (
                    <td key={name} className="px-3 py-1.5 text-right whitespace-nowrap">
                      {values[index] === null || values[index] === undefined
                        ? '–'
                        : format(values[index])}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
}

const HEAD = 'text-muted px-3 py-2 font-semibold whitespace-nowrap';
