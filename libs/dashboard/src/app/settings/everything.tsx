import { urlOf } from '@kit/api/base-path';
import { Button } from '@kit/button';
import { toast } from '@kit/overlay/toast';
import { Card } from '@kit/page';
import { saveUrl } from '@kit/save-file';
import { Download } from 'lucide-react';

/** All that the app holds, as one zip in open formats. */
export function Everything() {
  return (
    <Card
      title="Export everything"
      lead="Records, files, users, settings and the audit log in one zip, in open formats."
      className="max-w-3xl"
    >
      <p className="text-muted mb-4">
        It is written while it downloads, so it may take as long as your disk and network need.
        Passwords and keys are not part of it.
      </p>
      <Button
        look="primary"
        icon={<Download aria-hidden="true" className="size-4" />}
        onClick={() => {
          saveUrl('appbase-export.zip', urlOf('/admin/export'));
          toast.info('The download has begun');
        }}
      >
        Download export
      </Button>
    </Card>
  );
}
