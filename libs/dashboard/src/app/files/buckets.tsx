import { useMay } from '@kit/api/use-may';
import { Button } from '@kit/button';
import { bytes, counted } from '@kit/format';
import { Card, Page } from '@kit/page';
import { Answer, Empty } from '@kit/states';
import { Link } from '@tanstack/react-router';
import { FolderOpen, Plus } from 'lucide-react';
import { useState } from 'react';
import { useBuckets, useUsage } from '../api/files';
import { AccessBadge } from '../collections/access/access-badge';
import { NewBucket } from './new-bucket';

/** All buckets and what they take. */
export function Buckets() {
  const may = useMay();
  const usage = useUsage();
  const buckets = useBuckets();
  const accessOf = (bucket: string) =>
    buckets.data?.items.find(({ name }) => name === bucket)?.access;
  const [adding, setAdding] = useState(false);
  const add = (
    <Button
      look="primary"
      icon={<Plus aria-hidden="true" className="size-4" />}
      blocked={may.write}
      onClick={() => setAdding(true)}
    >
      New bucket
    </Button>
  );
  return (
    <Page title="Files" lead="Buckets of files. An app creates them by use." actions={add}>
      <Answer of={usage}>
        {({ totalFiles, totalBytes, byBucket }) =>
          byBucket.length === 0 ? (
            <Card>
              <Empty title="No files yet" icon={<FolderOpen className="size-8" />} action={add}>
                The first upload makes its bucket.
              </Empty>
            </Card>
          ) : (
            <>
              <p className="text-muted mb-4">
                {counted(totalFiles, 'file')}, {bytes(totalBytes)} in all, every kept version
                included.
              </p>
              <ul className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
                {byBucket.map(({ bucket, fileCount, totalBytes: size }) => (
                  <li key={bucket} className="card hover:border-files p-5">
                    <Link to="/files/$bucket" params={{ bucket }} className="group block">
                      <span className="flex items-center gap-3">
                        <FolderOpen aria-hidden="true" className="text-files size-5 shrink-0" />
                        <span className="min-w-0 flex-1 truncate text-lg font-semibold group-hover:underline">
                          {bucket}
                        </span>
                      </span>
                      <span className="text-muted mt-2 flex items-center justify-between gap-3">
                        {counted(fileCount, 'file')} · {bytes(size)}
                        <AccessBadge access={accessOf(bucket)} />
                      </span>
                    </Link>
                    <Share of={size} total={totalBytes} />
                  </li>
                ))}
              </ul>
            </>
          )
        }
      </Answer>
      {adding && <NewBucket onClose={() => setAdding(false)} />}
    </Page>
  );
}

/** How much of all bytes a bucket has. */
function Share({ of, total }: { of: number; total: number }) {
  const percent = total === 0 ? 0 : (of / total) * 100;
  return (
    <div aria-hidden="true" className="bg-files-soft mt-4 h-1.5 overflow-hidden rounded-full">
      <div className="bg-files h-full rounded-full" style={{ width: `${Math.max(percent, 1)}%` }} />
    </div>
  );
}
