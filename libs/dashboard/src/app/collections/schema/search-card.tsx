import type { UpkeepView } from '@appbase-pfe/types';
import { Button, IconButton } from '@kit/button';
import { Card } from '@kit/page';
import { Empty } from '@kit/states';
import { ArrowUp, Plus, X } from 'lucide-react';
import { useState } from 'react';
import { Building } from './building';
import { FieldInput, namesIn } from './field-input';

const MOST = 16;

interface Props {
  search: readonly string[];
  known: readonly string[];
  progress: UpkeepView | undefined;
  blocked: string | undefined;
  onSearch: (search: string[]) => void;
}

/** The fields in which words are looked for, the one that counts most first. */
export function SearchCard({ search, known, progress, blocked, onSearch }: Props) {
  const [text, setText] = useState('');
  const added = namesIn(text).filter((name) => !search.includes(name));
  const reason =
    blocked ??
    (added.length === 0
      ? 'Name a field that is not in the list'
      : search.length + added.length > MOST
        ? `At most ${MOST} fields`
        : undefined);
  return (
    <Card
      flush
      title="Full-text search"
      lead="Lists find records by words in these fields. The first field counts most."
      actions={<Building of={progress} />}
    >
      {search.length === 0 ? (
        <Empty title="No field is searched" />
      ) : (
        <ol aria-label="Searched fields" className="border-line border-t">
          {search.map((name, index) => (
            <li
              key={name}
              className="border-line flex items-center gap-2 border-b px-5 py-1.5 last:border-b-0"
            >
              <code className="mr-auto min-w-0 font-semibold break-all">{name}</code>
              <IconButton
                small
                label={`Let ${name} count more`}
                icon={<ArrowUp className="size-4" />}
                blocked={blocked ?? (index === 0 ? 'It is the first already' : undefined)}
                onClick={() => onSearch(moved(search, index))}
              />
              <IconButton
                small
                label={`Search ${name} no more`}
                icon={<X className="size-4" />}
                blocked={blocked}
                onClick={() => onSearch(search.filter((one) => one !== name))}
              />
            </li>
          ))}
        </ol>
      )}
      <form
        className="border-line flex flex-wrap items-end gap-3 border-t px-5 py-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (reason) return;
          onSearch([...search, ...added]);
          setText('');
        }}
      >
        <FieldInput
          label="Field with words"
          known={known}
          className="w-full max-w-xs"
          value={text}
          onValue={setText}
        />
        <Button type="submit" icon={<Plus className="size-4" />} blocked={reason}>
          Add to search
        </Button>
      </form>
    </Card>
  );
}

/** The list with one place more to the front for what is at `index`. */
function moved(search: readonly string[], index: number): string[] {
  const next = [...search];
  next.splice(index - 1, 0, ...next.splice(index, 1));
  return next;
}
