import type { SignedLink } from '@appbase-pfe/types';
import { useChange } from '@kit/api/use-change';
import { useMay } from '@kit/api/use-may';
import { Button } from '@kit/button';
import { CodeBlock } from '@kit/code-block';
import { SelectField } from '@kit/form/inputs';
import { moment } from '@kit/format';
import { useState } from 'react';
import { useApiAddress } from '../api/about';
import { signLink } from '../api/files';

const LIVES = [
  ['3600', 'one hour'],
  ['86400', 'one day'],
  ['604800', 'one week'],
] as const;

/** A link that shows the file to anybody who has it, for a while. */
export function FileLink({ bucket, id }: { bucket: string; id: string }) {
  const may = useMay();
  const [life, setLife] = useState('3600');
  const [link, setLink] = useState<SignedLink>();
  const address = useApiAddress();
  const sign = useChange(() => signLink(bucket, id, Number(life)), { onDone: setLink });
  const url = link && (link.url.startsWith('/') ? `${address ?? ''}${link.url}` : link.url);
  return (
    <div className="space-y-4">
      <p className="text-muted">
        Whoever has the link sees the file until it ends, without signing in.
      </p>
      <div className="flex flex-wrap items-end gap-3">
        <SelectField
          label="It ends after"
          value={life}
          options={LIVES}
          onValue={setLife}
          className="w-44"
        />
        <Button busy={sign.isPending} blocked={may.write} onClick={() => sign.mutate(undefined)}>
          Make a link
        </Button>
      </div>
      {link && url && (
        <div role="status" className="space-y-2">
          <CodeBlock code={url} what="link" />
          <p className="text-muted text-sm">Ends {moment(link.expiresAt)}.</p>
        </div>
      )}
    </div>
  );
}
