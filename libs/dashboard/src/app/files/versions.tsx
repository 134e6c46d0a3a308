import { api } from '@kit/api/client';
import { messageOf } from '@kit/api/api-error';
import { urlOf } from '@kit/api/base-path';
import { queryClient } from '@kit/api/query-client';
import { useChange } from '@kit/api/use-change';
import { useMay } from '@kit/api/use-may';
import { Badge } from '@kit/badge';
import { Button, IconButton } from '@kit/button';
import { bytes } from '@kit/format';
import { toast } from '@kit/overlay/toast';
import { saveUrl } from '@kit/save-file';
import { Answer } from '@kit/states';
import { Table } from '@kit/table';
import { Time } from '@kit/time';
import { Download } from 'lucide-react';
import { useRef, useState } from 'react';
import { filePath, useVersions } from '../api/files';
import { upload } from './upload';

interface Props {
  bucket: string;
  id: string;
  current: number | undefined;
}

/** All kept versions of a file; an old one can be brought back, a new one added. */
export function Versions({ bucket, id, current }: Props) {
  const may = useMay();
  const versions = useVersions(bucket, id);
  const input = useRef<HTMLInputElement>(null);
  const [share, setShare] = useState<number>();
  const restore = useChange(
    (version: number) => api.post(`${filePath(bucket, id)}/versions/${version}/restore`),
    { refresh: [['files', bucket], ['preview']], done: 'The version is back' },
  );
  const replace = async (file: File | undefined) => {
    if (!file) return;
    setShare(0);
    try {
      const signal = new AbortController().signal;
      await upload({
        method: 'PUT',
        path: filePath(bucket, id),
        file,
        onProgress: setShare,
        signal,
      });
      toast.success('New version stored');
      void queryClient.invalidateQueries({ queryKey: ['files', bucket] });
      void queryClient.invalidateQueries({ queryKey: ['preview'] });
    } catch (error) {
      toast.error(messageOf(error));
    }
    setShare(undefined);
  };
  return (
    <>
      <Answer of={versions}>
        {({ items }) => (
          <div className="border-line rounded-[8px] border">
            <Table
              label="Versions"
              rows={items}
              keyOf={({ version }) => String(version)}
              columns={[
                {
                  title: 'Version',
                  cell: ({ version }) => (
                    <>
                      {version} {version === current && <Badge tone="files">current</Badge>}
                    </>
                  ),
                },
                { title: 'Stored', cell: ({ createdAt }) => <Time at={createdAt} exact /> },
                { title: 'Size', wide: true, number: true, cell: ({ size }) => bytes(size) },
                {
                  title: 'Actions',
                  silent: true,
                  cell: ({ version, filename }) => (
                    <span className="inline-flex gap-1">
                      <IconButton
                        small
                        label={`Download version ${version}`}
                        icon={<Download className="size-4" />}
                        onClick={() =>
                          saveUrl(filename, urlOf(`${filePath(bucket, id)}?version=${version}`))
                        }
                      />
                      {version !== current && (
                        <Button
                          small
                          blocked={may.write}
                          busy={restore.isPending}
                          onClick={() => restore.mutate(version)}
                        >
                          Restore
                        </Button>
                      )}
                    </span>
                  ),
                },
              ]}
            />
          </div>
        )}
      </Answer>
      <input
        ref={input}
        type="file"
        aria-label="File of the new version"
        className="sr-only"
        tabIndex={-1}
        onChange={(event) => {
          void replace(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
      <Button
        className="mt-4"
        blocked={may.write}
        busy={share !== undefined}
        onClick={() => input.current?.click()}
      >
        {share === undefined ? 'Upload a new version' : `${Math.round(share * 100)} %`}
      </Button>
    </>
  );
}
