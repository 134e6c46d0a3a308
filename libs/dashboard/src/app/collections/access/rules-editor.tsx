import { JsonEditor } from '@kit/code/json-editor';
import { useMemo } from 'react';
import { completeRules } from './complete-rules';

interface Props {
  fields: readonly string[];
  value: string;
  onValue: (text: string) => void;
  readOnly: boolean;
}

/** Rules as text, with completion of operators, values and the fields that occur. */
export function RulesEditor({ fields, value, onValue, readOnly }: Props) {
  const complete = useMemo(() => completeRules(fields), [fields]);
  return (
    <div className="mt-4">
      <p className="text-muted mb-2 text-sm">
        Each of <code>read</code>, <code>create</code>, <code>update</code>, <code>delete</code>,{' '}
        <code>check</code> is <code>true</code>, <code>false</code> or a filter. Ctrl-Space
        completes.
      </p>
      <JsonEditor
        label="Access rules"
        value={value}
        onValue={onValue}
        readOnly={readOnly}
        complete={complete}
        className="h-72"
      />
    </div>
  );
}
