import type { DeletedBucket } from '@appbase-pfe/types';
import { api } from '@kit/api/client';
import { useChange } from '@kit/api/use-change';
import { useMay } from '@kit/api/use-may';
import { Button } from '@kit/button';
import { bytes, counted } from '@kit/format';
import { Confirm } from '@kit/overlay/confirm';
import { Card } from '@kit/page';
import { Answer } from '@kit/states';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { bucketPath, useBucket } from '../api/files';

/** The end of a bucket, with how much goes. */
export default function DeleteBucket({ bucket }: { bucket: string }) {
  const may = useMay();
  const navigate = useNavigate();
  const view = useBucket(bucket);
  const [asking, setAsking] = useState(false);
  const remove = useChange(() => api.delete<DeletedBucket>(bucketPath(bucket)), {
    refresh: [['buckets'], ['files', bucket], ['usage']],
    done: ({ files }) => `Bucket ${bucket} deleted with ${counted(files, 'file')}`,
    onDone: () => void navigate({ to: '/files' }),
  });
  return (
    <Answer of={view}>
      {({ fileCount, totalBytes }) => (
        <Card
          title="Delete the bucket"
          lead="With all its files, their versions and its settings. There is no way back."
        >
          <Button look="danger" blocked={may.write} onClick={() => setAsking(true)}>
            Delete bucket
          </Button>
          <Confirm
            open={asking}
            onClose={() => setAsking(false)}
            onConfirm={() => remove.mutate(undefined)}
            title={`Delete ${bucket}?`}
            action="Delete bucket"
            typed={bucket}
            busy={remove.isPending}
          >
            <p>
              {counted(fileCount, 'file')} ({bytes(totalBytes)}) of <strong>{bucket}</strong> will
              be lost for everybody. Signed links to them end.
            </p>
          </Confirm>
        </Card>
      )}
    </Answer>
  );
}
