import type { Access } from '@appbase-pfe/types';
import { useChange } from '@kit/api/use-change';
import { useMay } from '@kit/api/use-may';
import { Button } from '@kit/button';
import { Confirm } from '@kit/overlay/confirm';
import { Card } from '@kit/page';
import { UnsavedGuard } from '@kit/unsaved-guard';
import { useState } from 'react';
import { changeSettings } from '../../api/collection-settings';
import type { CollectionView } from '../../api/views';
import { pretty } from '../record/record-text';
import { Explain } from './explain';
import { PresetChoice } from './preset-choice';
import { PRESETS } from './presets';
import { RulesEditor } from './rules-editor';

const STARTING_RULES = {
  read: { $ownerId: { $user: 'id' } },
  create: true,
  update: { $ownerId: { $user: 'id' } },
  delete: { $ownerId: { $user: 'id' } },
};

/** Who may read and change the records of a collection. */
export default function AccessTab({ collection }: { collection: CollectionView }) {
  const may = useMay();
  const stored = collection.access ?? 'owner';
  const [access, setAccess] = useState<unknown>(stored);
  const [text, setText] = useState(() =>
    pretty(typeof stored === 'string' ? STARTING_RULES : stored),
  );
  const [asking, setAsking] = useState(false);
  const own = typeof access !== 'string';
  const rules = own ? parsed(text) : undefined;
  const next = own ? rules : access;
  const dirty = next === undefined || JSON.stringify(next) !== JSON.stringify(stored);
  const save = useChange(() => changeSettings(collection.name, { access: next as Access }), {
    refresh: [['collections']],
    done: 'Access rules saved. They are felt at once.',
    onDone: () => setAsking(false),
  });
  const opens = next === 'open' || next === 'public';
  return (
    <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <UnsavedGuard dirty={dirty && !save.isPending} />
      <Card title="Who may do what">
        <PresetChoice
          value={own ? 'rules' : String(access)}
          disabled={may.write !== undefined}
          onValue={(value) => setAccess(value === 'rules' ? {} : value)}
        />
        {own && (
          <RulesEditor
            collection={collection}
            value={text}
            onValue={setText}
            readOnly={may.write !== undefined}
          />
        )}
        <div className="mt-5 flex justify-end gap-3">
          <Button
            blocked={dirty ? undefined : 'Nothing has been changed'}
            onClick={() => {
              setAccess(stored);
              setText(pretty(typeof stored === 'string' ? STARTING_RULES : stored));
            }}
          >
            Undo changes
          </Button>
          <Button
            look="primary"
            busy={save.isPending}
            blocked={
              may.write ??
              (next === undefined
                ? 'The rules are not valid JSON'
                : dirty
                  ? undefined
                  : 'Nothing has been changed')
            }
            onClick={() => (opens ? setAsking(true) : save.mutate(undefined))}
          >
            Save access
          </Button>
        </div>
      </Card>
      <Explain collection={collection.name} unsaved={dirty} />
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        onConfirm={() => save.mutate(undefined)}
        title="Open this collection?"
        action="Save access"
        busy={save.isPending}
      >
        <p>{PRESETS.find(({ value }) => value === next)?.meaning}</p>
        <p>This holds for every record that is already in {collection.name}.</p>
      </Confirm>
    </div>
  );
}

function parsed(text: string): unknown {
  try {
    const rules: unknown = JSON.parse(text);
    return typeof rules === 'object' && rules !== null ? rules : undefined;
  } catch {
    return undefined;
  }
}
