import type { Access, BucketView } from '@appbase-pfe/types';
import { api } from '@kit/api/client';
import { Answer } from '@kit/states';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { bucketKey, bucketPath, useBucket } from '../api/files';
import { AccessEditor } from '../collections/access/access-editor';
import { Explain } from '../collections/access/explain';
import { BUCKET_PRESETS } from '../collections/access/presets';

/** What the rules of a bucket may ask of a file. */
const FIELDS = ['filename', 'mimeType', 'size', 'version'];

/** Who may see and change the files of a bucket. */
export default function BucketAccess({ bucket }: { bucket: string }) {
  const client = useQueryClient();
  const view = useBucket(bucket);
  const [dirty, setDirty] = useState(false);
  return (
    <Answer of={view}>
      {({ access }) => (
        <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
          <AccessEditor
            name={bucket}
            things="files"
            stored={access}
            fields={FIELDS}
            presets={BUCKET_PRESETS}
            save={async (next: Access) => {
              const saved = await api.put<BucketView>(bucketPath(bucket), { access: next });
              client.setQueryData(bucketKey(bucket), saved);
            }}
            refresh={['buckets']}
            onDirty={setDirty}
          />
          <Explain of={{ bucket }} unsaved={dirty} />
        </div>
      )}
    </Answer>
  );
}
