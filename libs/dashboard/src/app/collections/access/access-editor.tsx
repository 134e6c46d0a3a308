import type { Access } from '@appbase-pfe/types';
import { useChange } from '@kit/api/use-change';
import { useMay } from '@kit/api/use-may';
import { Button } from '@kit/button';
import { useDraft, useStored } from '@kit/form/use-draft';
import { Confirm } from '@kit/overlay/confirm';
import { Card } from '@kit/page';
import { UnsavedGuard } from '@kit/unsaved-guard';
import type { QueryKey } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { pretty } from '../record/record-text';
import { PresetChoice } from './preset-choice';
import type { Preset } from './presets';
import { RulesEditor } from './rules-editor';

const STARTING_RULES = {
  read: { $ownerId: { $user: 'id' } },
  create: true,
  update: { $ownerId: { $user: 'id' } },
  delete: { $ownerId: { $user: 'id' } },
};

interface Props {
  /** What it is the access of, in words: the collection or bucket by name. */
  name: string;
  things: 'records' | 'files';
  stored: Access;
  /** Fields that rules may name. */
  fields: readonly string[];
  presets: readonly Preset[];
  save: (access: Access) => Promise<unknown>;
  /** What to read again afterwards. */
  refresh: QueryKey;
  onDirty: (dirty: boolean) => void;
}

/** A preset or rules of one's own, for a collection or a bucket. */
export function AccessEditor(props: Props) {
  const { name, things, stored, fields, presets, onDirty } = props;
  const may = useMay();
  const edited = useDraft(draftOf(stored));
  useStored(edited, draftOf(stored));
  const { access, text } = edited.draft;
  const [asking, setAsking] = useState(false);
  const own = typeof access !== 'string';
  const rules = own ? parsed(text) : undefined;
  const next = own ? rules : access;
  const dirty = next === undefined || JSON.stringify(next) !== JSON.stringify(edited.base.access);
  const save = useChange(
    async (sent: Access) => {
      await props.save(sent);
      edited.saved({ access: sent, text });
    },
    {
      refresh: [props.refresh, ['grants']],
      done: 'Access rules saved. They are felt at once.',
      onDone: () => setAsking(false),
    },
  );
  useEffect(() => onDirty(dirty), [dirty, onDirty]);
  const change = (part: Partial<Edited>) => edited.change((now) => ({ ...now, ...part }));
  const opens = next === 'open' || next === 'public';
  return (
    <>
      <UnsavedGuard dirty={dirty && !save.isPending} />
      <Card title="Who may do what">
        <PresetChoice
          presets={presets}
          value={own ? 'rules' : String(access)}
          disabled={may.write !== undefined}
          onValue={(value) => change({ access: value === 'rules' ? {} : value })}
        />
        {own && (
          <RulesEditor
            fields={fields}
            value={text}
            onValue={(typed) => change({ text: typed })}
            readOnly={may.write !== undefined}
          />
        )}
        <div className="mt-5 flex justify-end gap-3">
          <Button blocked={dirty ? undefined : 'Nothing has been changed'} onClick={edited.undo}>
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
            onClick={() => (opens ? setAsking(true) : save.mutate(next as Access))}
          >
            Save access
          </Button>
        </div>
      </Card>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        onConfirm={() => save.mutate(next as Access)}
        title={`Open ${name}?`}
        action="Save access"
        busy={save.isPending}
      >
        <p>{presets.find(({ value }) => value === next)?.meaning}</p>
        <p>
          This holds for all {things} that are already in {name}.
        </p>
      </Confirm>
    </>
  );
}

interface Edited {
  access: unknown;
  /** The rules as text; kept while a preset is chosen. */
  text: string;
}

const draftOf = (stored: Access): Edited => ({
  access: stored,
  text: pretty(typeof stored === 'string' ? STARTING_RULES : stored),
});

function parsed(text: string): unknown {
  try {
    const rules: unknown = JSON.parse(text);
    return typeof rules === 'object' && rules !== null ? rules : undefined;
  } catch {
    return undefined;
  }
}
