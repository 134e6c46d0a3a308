import type { Access } from '@appbase-pfe/types';
import { api } from '@kit/api/client';
import { Answer } from '@kit/states';
import { bucketPath, useBucket } from '../api/files';
import { AccessEditor } from '../collections/access/access-editor';
import { BUCKET_PRESETS } from '../collections/access/presets';

/** What the rules of a bucket may ask of a file. */
const FIELDS = ['filename', 'mimeType', 'size', 'version'];
const nothing = () => undefined;

/** Who may see and change the files of a bucket. */
export default function BucketAccess({ bucket }: { bucket: string }) {
  const view = useBucket(bucket);
  return (
    <Answer of={view}>
      {({ access }) => (
        <div className="max-w-4xl">
          <AccessEditor
            name={bucket}
            things="files"
            stored={access}
            fields={FIELDS}
            presets={BUCKET_PRESETS}
            save={(next: Access) => api.put(bucketPath(bucket), { access: next })}
            refresh={['buckets']}
            onDirty={nothing}
          />
        </div>
      )}
    </Answer>
  );
}
