import { Button, IconButton } from '@kit/button';
import { Plus, X } from 'lucide-react';
import { useId, useState } from 'react';
import {
  type Condition,
  OPERATORS,
  type Operator,
  VALUE_KINDS,
  type ValueKind,
  filterOf,
  filterText,
} from './filter-model';

interface Props {
  conditions: readonly Condition[];
  fields: readonly string[];
  onFilter: (filter: string | undefined) => void;
}

const FRESH: Condition = { field: '', operator: '$eq', kind: 'text', text: '' };

/** A filter as lines, all of which must hold. */
export function FilterBuilder({ conditions, fields, onFilter }: Props) {
  const [lines, setLines] = useState<readonly Condition[]>(
    conditions.length > 0 ? conditions : [FRESH],
  );
  const change = (index: number, part: Partial<Condition>) =>
    setLines(lines.map((line, at) => (at === index ? { ...line, ...part } : line)));
  const names = useId();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onFilter(filterText(filterOf(lines)));
      }}
    >
      <datalist id={names}>
        {[...fields, '$id', '$ownerId', '$createdAt', '$updatedAt'].map((field) => (
          <option key={field} value={field} />
        ))}
      </datalist>
      <ul className="space-y-3">
        {lines.map((line, index) => (
          <li key={index} className="flex flex-wrap items-center gap-2">
            <input
              aria-label="Field"
              placeholder="Field"
              list={names}
              className="control w-auto! min-w-0 flex-1 basis-32"
              value={line.field}
              onChange={(event) => change(index, { field: event.target.value })}
            />
            <select
              aria-label="Comparison"
              className="control w-auto!"
              value={line.operator}
              onChange={(event) => change(index, { operator: event.target.value as Operator })}
            >
              {OPERATORS.map(([value, text]) => (
                <option key={value} value={value}>
                  {text}
                </option>
              ))}
            </select>
            <Value line={line} onChange={(part) => change(index, part)} />
            <IconButton
              small
              label="Remove condition"
              icon={<X className="size-4" />}
              onClick={() => setLines(lines.filter((_, at) => at !== index))}
            />
          </li>
        ))}
      </ul>
      <div className="mt-4 flex flex-wrap gap-3">
        <Button
          small
          icon={<Plus className="size-4" />}
          onClick={() => setLines([...lines, FRESH])}
        >
          Add condition
        </Button>
        <Button small look="primary" type="submit">
          Apply filter
        </Button>
      </div>
    </form>
  );
}

interface ValueProps {
  line: Condition;
  onChange: (part: Partial<Condition>) => void;
}

function Value({ line, onChange }: ValueProps) {
  const yesNo = line.operator === '$exists' || line.kind === 'yesno';
  return (
    <>
      {line.operator !== '$exists' && (
        <select
          aria-label="Type of value"
          className="control w-auto!"
          value={line.kind}
          onChange={(event) => onChange({ kind: event.target.value as ValueKind })}
        >
          {VALUE_KINDS.map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      )}
      {yesNo ? (
        <select
          aria-label="Value"
          className="control w-auto!"
          value={line.text === 'false' ? 'false' : 'true'}
          onChange={(event) => onChange({ text: event.target.value })}
        >
          <option value="true">yes</option>
          <option value="false">no</option>
        </select>
      ) : (
        line.kind !== 'null' && (
          <input
            aria-label="Value"
            placeholder={line.operator.endsWith('in') ? 'a, b, c' : 'Value'}
            inputMode={line.kind === 'number' ? 'decimal' : 'text'}
            className="control w-auto! min-w-0 flex-1 basis-32"
            value={line.text}
            onChange={(event) => onChange({ text: event.target.value })}
          />
        )
      )}
    </>
  );
}
