import { Button } from '@kit/button';
import { TextArea } from '@kit/form/inputs';
import { useState } from 'react';
import { filterText, parseFilter } from './filter-model';

interface Props {
  filter: string;
  onFilter: (filter: string | undefined) => void;
}

/** A filter as text, in the words of the API. */
export function FilterEditor({ filter, onFilter }: Props) {
  const [text, setText] = useState(filter);
  const { filter: parsed, wrong } = parseFilter(text);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (parsed) onFilter(filterText(parsed));
      }}
    >
      <TextArea
        label="Filter"
        rows={3}
        spellCheck={false}
        value={text}
        error={wrong}
        hint={'For example {"age":{"$gt":18},"$or":[{"ward":"A"},{"ward":"B"}]}'}
        onValue={setText}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey))
            event.currentTarget.form?.requestSubmit();
        }}
      />
      <Button small look="primary" type="submit" className="mt-3">
        Apply filter
      </Button>
    </form>
  );
}
