import type { UpkeepView } from '@appbase-pfe/types';
import { useMay } from '@kit/api/use-may';
import { Button } from '@kit/button';
import { FormError } from '@kit/form/field';
import { SelectField, Switch } from '@kit/form/inputs';
import { counted } from '@kit/format';
import { Confirm } from '@kit/overlay/confirm';
import { Card } from '@kit/page';
import { UnsavedGuard } from '@kit/unsaved-guard';
import { useMemo, useState } from 'react';
import { useCollection } from '../../api/collections';
import type { CollectionView } from '../../api/views';
import { columnsOf } from '../grid/columns';
import { useRecordPages } from '../grid/use-record-pages';
import { upkeepOf } from './building';
import { CheckReport, brokenIn, doublesIn } from './check-report';
import { FieldsCard } from './fields-card';
import { RelationsCard } from './relations-card';
import { SearchCard } from './search-card';
import { UniqueCard } from './unique-card';
import { type Existing, useSchemaDraft } from './use-schema-draft';

/** What the records of a collection look like and what holds between them. */
export default function SchemaTab({ collection }: { collection: CollectionView }) {
  const may = useMay();
  const edit = useSchemaDraft(collection);
  const { draft, change } = edit;
  const known = useKnownFields(collection, draft.schema);
  const watched = useCollection(collection.name, (view) => view?.upkeep?.some(building) ?? false);
  const upkeep = watched.data?.upkeep ?? [];
  return (
    <div className="space-y-5">
      <UnsavedGuard dirty={edit.dirty && !edit.busy} />
      <FieldsCard
        key={edit.resets}
        schema={draft.schema}
        blocked={may.write}
        onSchema={(schema) => change({ schema })}
        onWrong={edit.setWrong}
      />
      <UniqueCard
        unique={draft.unique}
        known={known}
        upkeep={upkeep}
        blocked={may.write}
        onUnique={(unique) => change({ unique })}
      />
      <RelationsCard
        relations={draft.relations}
        known={known}
        upkeep={upkeep}
        blocked={may.write}
        onRelations={(relations) => change({ relations })}
      />
      <SearchCard
        search={draft.search}
        known={known}
        progress={upkeepOf(upkeep, 'search', draft.search)}
        blocked={may.write}
        onSearch={(search) => change({ search })}
      />
      <Card title="History">
        <Switch
          label="Keep every version of every record"
          hint="Who changed what and when, from now on; old versions can be restored."
          checked={draft.history}
          disabled={may.write !== undefined}
          onChange={(history) => change({ history })}
        />
      </Card>
      <SaveBar collection={collection} edit={edit} blocked={may.write} />
    </div>
  );
}

const building = ({ state }: UpkeepView) => state === 'building';

/** The fields that the draft names and those that stored records have. */
function useKnownFields(collection: CollectionView, schema: unknown): string[] {
  const { first } = useRecordPages(collection.name, {}, { from: 0, to: 0 });
  return useMemo(
    () =>
      columnsOf(first, schema)
        .filter(({ own }) => !own)
        .map(({ title }) => title),
    [first, schema],
  );
}

const EXISTING = [
  ['refuse', 'Save only if none breaks it'],
  ['keep', 'Keep those that break it as they are'],
] as const;

interface BarProps {
  collection: CollectionView;
  edit: ReturnType<typeof useSchemaDraft>;
  blocked: string | undefined;
}

/** Tries and saves the draft; what that does to stored records is said before. */
function SaveBar({ collection, edit, blocked }: BarProps) {
  const [existing, setExisting] = useState<Existing>('refuse');
  const [asking, setAsking] = useState(false);
  const reason =
    blocked ??
    (edit.wrong !== undefined
      ? `The JSON cannot be read: ${edit.wrong}`
      : edit.dirty
        ? undefined
        : 'Nothing has been changed');
  const save = async () => {
    const { schema, unique } = edit.changed;
    if (!schema && !unique) return edit.save('keep');
    const found = await edit.check();
    if (found === undefined) return;
    // What broke the same schema before is no reason to refuse something else.
    const inTheWay = (schema ? found.broken : 0) + (unique ? doublesIn(found) : 0);
    if (inTheWay === 0) await edit.save('keep');
    else if (existing === 'keep') setAsking(true);
    else await edit.save(existing);
  };
  return (
    <Card {...(edit.dirty && { className: 'shadow-overlay bottom-4 z-10 sm:sticky' })}>
      <div role="status" className="space-y-3 empty:hidden">
        {edit.overtaken && (
          <div className="bg-warn-soft flex flex-wrap items-center justify-between gap-3 rounded-[8px] px-4 py-3">
            <p className="text-warn">
              Somebody else saved other settings meanwhile. Saving yours replaces them.
            </p>
            <Button small onClick={edit.takeStored}>
              Take theirs
            </Button>
          </div>
        )}
        {edit.report && <CheckReport collection={collection.name} report={edit.report} />}
        <FormError message={edit.failure} />
      </div>
      <div className="mt-3 flex flex-wrap items-end justify-end gap-3 first:mt-0">
        <SelectField
          label="Records that are stored"
          value={existing}
          options={EXISTING}
          className="mr-auto w-full max-w-80"
          onValue={(value) => setExisting(value as Existing)}
        />
        <Button blocked={edit.dirty ? undefined : 'Nothing has been changed'} onClick={edit.undo}>
          Undo changes
        </Button>
        <Button busy={edit.busy} blocked={reason} onClick={() => void edit.check()}>
          Check records
        </Button>
        <Button look="primary" busy={edit.busy} blocked={reason} onClick={() => void save()}>
          Save schema
        </Button>
      </div>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false);
          void edit.save('keep');
        }}
        title="Save a schema that records break?"
        action="Save schema"
        danger={false}
      >
        <p>
          {counted(edit.report ? brokenIn(edit.report) : 0, 'record')} of {edit.report?.checked}{' '}
          will stay as they are. Each has to be mended with its next change: a write that still
          breaks the schema is refused.
        </p>
      </Confirm>
    </Card>
  );
}
