import type { AuditEntryView, AuditVerification } from '@appbase-pfe/types';
import { messageOf } from '@kit/api/api-error';
import { useChange } from '@kit/api/use-change';
import { Button } from '@kit/button';
import { counted } from '@kit/format';
import { Actions, Dialog } from '@kit/overlay/dialog';
import { toast } from '@kit/overlay/toast';
import { saveFile } from '@kit/save-file';
import { Download, ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { type AuditSearch, listAudit, verifyAudit } from '../api/audit';

const PAGE = 100;

/** Verifies the chain; exports the entries that match. */
export function AuditActions({ search }: { search: AuditSearch }) {
  const [result, setResult] = useState<AuditVerification>();
  const [exporting, setExporting] = useState(false);
  const verify = useChange(verifyAudit, { onDone: setResult });

  const save = async () => {
    setExporting(true);
    try {
      const lines: string[] = [];
      for (let offset = 0, total = 1; offset < total; offset += PAGE) {
        const page = await listAudit({ ...search, offset }, PAGE);
        lines.push(...page.items.map((entry: AuditEntryView) => JSON.stringify(entry)));
        total = page.total;
      }
      saveFile('audit.jsonl', `${lines.join('\n')}\n`, 'application/x-ndjson');
      toast.success(`${counted(lines.length, 'entry', 'entries')} exported`);
    } catch (error) {
      toast.error(messageOf(error));
    }
    setExporting(false);
  };

  return (
    <>
      <Button
        icon={<ShieldCheck aria-hidden="true" className="size-4" />}
        busy={verify.isPending}
        onClick={() => verify.mutate(undefined)}
      >
        Verify chain
      </Button>
      <Button
        icon={<Download aria-hidden="true" className="size-4" />}
        busy={exporting}
        onClick={() => void save()}
      >
        Export
      </Button>
      {result && (
        <Dialog
          open
          onClose={() => setResult(undefined)}
          title={result.ok ? 'The chain is whole' : 'The chain is broken'}
        >
          {result.ok ? (
            <p>
              {counted(result.checked, 'entry', 'entries')} checked: none was changed, none is
              missing.
            </p>
          ) : (
            <p role="alert" className="text-danger">
              {counted(result.checked, 'entry', 'entries')} checked. The first that was changed or
              is missing: <code>{result.firstBad ?? 'the end of the log'}</code>. Compare with your
              last backup or export.
            </p>
          )}
          <Actions>
            <Button look="primary" onClick={() => setResult(undefined)}>
              Close
            </Button>
          </Actions>
        </Dialog>
      )}
    </>
  );
}
