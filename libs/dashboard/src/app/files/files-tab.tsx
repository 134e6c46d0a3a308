import type { FileView } from '@appbase-pfe/types';
import { useMay } from '@kit/api/use-may';
import { Button } from '@kit/button';
import { bytes, count, counted } from '@kit/format';
import { Card } from '@kit/page';
import { Answer, Empty } from '@kit/states';
import { classes } from '@kit/style/classes';
import { Table } from '@kit/table';
import { Time } from '@kit/time';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Upload } from 'lucide-react';
import { type DragEvent, useRef, useState } from 'react';
import { useFiles } from '../api/files';
import { FilePanel } from './file-panel';
import { UploadList } from './upload-list';
import { useUploads } from './use-uploads';

/** The files of one bucket; drop files anywhere on it to upload. */
export function FilesTab({ bucket }: { bucket: string }) {
  const { file } = useSearch({ from: '/gate/files/$bucket' });
  const navigate = useNavigate({ from: '/files/$bucket' });
  const may = useMay();
  const files = useFiles(bucket);
  const { uploads, add, clear } = useUploads(bucket);
  const input = useRef<HTMLInputElement>(null);
  const drop = useDrop(may.write === undefined ? add : undefined);
  const open = (id: string | undefined) => void navigate({ search: id ? { file: id } : {} });

  return (
    <div
      {...drop.handlers}
      className={classes('min-h-[70dvh] rounded-[8px]', drop.over && 'bg-files-soft')}
    >
      <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
        <p className="text-muted">Drop files here to upload them.</p>
        <input
          ref={input}
          type="file"
          multiple
          aria-label="Files to upload"
          className="sr-only"
          tabIndex={-1}
          disabled={may.write !== undefined}
          onChange={(event) => {
            add(event.target.files ?? []);
            event.target.value = '';
          }}
        />
        <Button
          look="primary"
          icon={<Upload aria-hidden="true" className="size-4" />}
          blocked={may.write}
          onClick={() => input.current?.click()}
        >
          Upload files
        </Button>
      </div>
      <UploadList uploads={uploads} onClear={clear} />
      <Answer of={files}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          const total = pages[0]?.total ?? 0;
          return (
            <Card flush>
              {items.length === 0 ? (
                <Empty title="No files in this bucket">
                  Upload one, or let the app store its first.
                </Empty>
              ) : (
                <>
                  <Table
                    label="Files"
                    rows={items}
                    keyOf={({ id }) => id}
                    columns={columns(open)}
                  />
                  <div className="text-muted flex items-center justify-between gap-3 px-5 py-3 text-sm">
                    {counted(items.length, 'file')} of {count(total)}
                    {files.hasNextPage && (
                      <Button
                        small
                        busy={files.isFetchingNextPage}
                        onClick={() => void files.fetchNextPage()}
                      >
                        Show more
                      </Button>
                    )}
                  </div>
                </>
              )}
              {file && (
                <FilePanel
                  key={file}
                  bucket={bucket}
                  id={file}
                  known={items.find(({ id }) => id === file)}
                  onClose={() => open(undefined)}
                />
              )}
            </Card>
          );
        }}
      </Answer>
    </div>
  );
}

const columns = (open: (id: string) => void) => [
  {
    title: 'Name',
    cell: ({ id, filename }: FileView) => (
      <button
        type="button"
        onClick={() => open(id)}
        className="link text-left font-semibold wrap-anywhere"
      >
        {filename}
      </button>
    ),
  },
  { title: 'Size', number: true, cell: ({ size }: FileView) => bytes(size) },
  { title: 'Type', wide: true, cell: ({ mimeType }: FileView) => mimeType },
  { title: 'Version', wide: true, number: true, cell: ({ version }: FileView) => version },
  { title: 'Uploaded', wide: true, cell: ({ createdAt }: FileView) => <Time at={createdAt} /> },
];

/** Files dropped on an element. */
function useDrop(onFiles: ((files: Iterable<File>) => void) | undefined) {
  const [over, setOver] = useState(false);
  if (!onFiles) return { over: false, handlers: {} };
  return {
    over,
    handlers: {
      onDragOver: (event: DragEvent) => {
        event.preventDefault();
        setOver(true);
      },
      onDragLeave: () => setOver(false),
      onDrop: (event: DragEvent) => {
        event.preventDefault();
        setOver(false);
        onFiles(event.dataTransfer.files);
      },
    },
  };
}
