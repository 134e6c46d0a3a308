import { useMemo, useState } from 'react';
import { changeSettings } from '../../api/collection-settings';
import type { CollectionView } from '../../api/views';
import { columnsOf } from '../grid/columns';
import { useRecordPages } from '../grid/use-record-pages';
import { AccessEditor } from './access-editor';
import { Explain } from './explain';
import { PRESETS } from './presets';

/** Who may read and change the records of a collection. */
export default function AccessTab({ collection }: { collection: CollectionView }) {
  const { name, schema } = collection;
  const [dirty, setDirty] = useState(false);
  const { first } = useRecordPages(name, {}, { from: 0, to: 0 });
  const fields = useMemo(
    () =>
      columnsOf(first, schema)
        .filter(({ own }) => !own)
        .map(({ title }) => title),
    [first, schema],
  );
  return (
    <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <AccessEditor
        name={name}
        things="records"
        stored={collection.access ?? 'owner'}
        fields={fields}
        presets={PRESETS}
        save={(access) => changeSettings(name, () => ({ access }))}
        refresh={['collections']}
        onDirty={setDirty}
      />
      <Explain of={{ collection: name }} unsaved={dirty} />
    </div>
  );
}
