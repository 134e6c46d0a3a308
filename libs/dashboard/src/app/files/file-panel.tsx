import type { FileView } from '@appbase-pfe/types';
import { api } from '@kit/api/client';
import { urlOf } from '@kit/api/base-path';
import { useChange } from '@kit/api/use-change';
import { useMay } from '@kit/api/use-may';
import { Button } from '@kit/button';
import { bytes } from '@kit/format';
import { Confirm } from '@kit/overlay/confirm';
import { Actions, Dialog } from '@kit/overlay/dialog';
import { saveUrl } from '@kit/save-file';
import { Tabs } from '@kit/tabs';
import { Time } from '@kit/time';
import { Download, Trash2 } from 'lucide-react';
import { lazy, useState } from 'react';
import { filePath } from '../api/files';
import { UserName } from '../users/user-name';
import { FileLink } from './file-link';
import { Preview } from './preview';
import { Versions } from './versions';

const SharingTab = lazy(() => import('../sharing/sharing-tab'));

interface Props {
  bucket: string;
  id: string;
  /** The file as the list has it. */
  known: FileView | undefined;
  onClose: () => void;
}

/** One file: preview, versions, link, download, delete. */
export function FilePanel({ bucket, id, known, onClose }: Props) {
  const may = useMay();
  const [tab, setTab] = useState<'preview' | 'versions' | 'link' | 'sharing'>('preview');
  const [asking, setAsking] = useState(false);
  const remove = useChange(() => api.delete(filePath(bucket, id)), {
    refresh: [['files', bucket], ['usage'], ['buckets']],
    done: 'File deleted',
    onDone: onClose,
  });
  const name = known?.filename ?? id;
  return (
    <Dialog
      open
      onClose={onClose}
      title={name}
      place="side"
      wide
      description={known && <Facts file={known} />}
    >
      <Tabs
        label="Parts of the file"
        value={tab}
        onValue={setTab}
        tabs={[
          {
            value: 'preview',
            title: 'Preview',
            content: () => (
              <Preview path={filePath(bucket, id)} name={name} size={known?.size ?? 0} />
            ),
          },
          {
            value: 'versions',
            title: 'Versions',
            content: () => <Versions bucket={bucket} id={id} current={known?.version} />,
          },
          { value: 'link', title: 'Link', content: () => <FileLink bucket={bucket} id={id} /> },
          {
            value: 'sharing',
            title: 'Sharing',
            content: () => (
              <SharingTab path={filePath(bucket, id)} kind="bucket" container={bucket} />
            ),
          },
        ]}
      />
      <Actions>
        <Button
          look="quiet-danger"
          className="mr-auto"
          icon={<Trash2 aria-hidden="true" className="size-4" />}
          blocked={may.write}
          onClick={() => setAsking(true)}
        >
          Delete
        </Button>
        <Button
          icon={<Download aria-hidden="true" className="size-4" />}
          onClick={() => saveUrl(name, urlOf(filePath(bucket, id)))}
        >
          Download
        </Button>
      </Actions>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        onConfirm={() => remove.mutate(undefined)}
        title="Delete this file?"
        action="Delete file"
        busy={remove.isPending}
      >
        <p>
          <strong className="wrap-anywhere">{name}</strong> and all its versions will be gone.
        </p>
      </Confirm>
    </Dialog>
  );
}

function Facts({ file }: { file: FileView }) {
  return (
    <span className="text-sm">
      {bytes(file.size)} · {file.mimeType} · version {file.version} ·{' '}
      <Time at={file.createdAt} exact /> · owner <UserName id={file.ownerId} />
    </span>
  );
}
