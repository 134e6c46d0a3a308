import { useMay } from '../api/use-may';
import { Button } from '../button';
import { FormError } from './field';
import { Card } from '../page';
import { UnsavedGuard } from '../unsaved-guard';
import type { ReactNode } from 'react';

interface Props {
  title: string;
  lead: string;
  form: object;
  dirty: boolean;
  busy: boolean;
  failure: string | undefined;
  onUndo: () => void;
  children: ReactNode;
}

/** One part of the settings with its own save button. */
export function SettingsForm({ title, lead, form, dirty, busy, failure, onUndo, children }: Props) {
  const may = useMay();
  const unchanged = dirty ? undefined : 'Nothing has been changed';
  return (
    <Card title={title} lead={lead} className="max-w-3xl">
      <UnsavedGuard dirty={dirty && !busy} />
      <form {...form}>
        <fieldset disabled={may.write !== undefined} className="space-y-5">
          <legend className="sr-only">{title}</legend>
          {children}
        </fieldset>
        <div className="mt-4">
          <FormError message={failure} />
        </div>
        <div className="mt-5 flex justify-end gap-3">
          <Button blocked={unchanged} onClick={onUndo}>
            Undo changes
          </Button>
          <Button type="submit" look="primary" busy={busy} blocked={may.write ?? unchanged}>
            Save
          </Button>
        </div>
      </form>
    </Card>
  );
}
