import type { ReactNode } from 'react';
import { Button } from '../button';
import { Actions } from '../overlay/dialog';
import { FormError } from './field';
import type { FormState } from './use-form';

interface Props {
  /** What `useForm` gave. */
  of: Pick<FormState, 'form' | 'failure' | 'busy'>;
  /** What sends it: "Create user". */
  action: string;
  /** Without it there is nothing to go back to. */
  onCancel?: (() => void) | undefined;
  /** The button is as wide as the form. */
  wide?: boolean;
  children: ReactNode;
}

/** A form that is sent as a whole: what went wrong, its fields, its buttons. */
export function SubmitForm({ of, action, onCancel, wide = false, children }: Props) {
  const send = (
    <Button type="submit" look="primary" busy={of.busy} className={wide ? 'w-full' : undefined}>
      {action}
    </Button>
  );
  return (
    <form {...of.form} className="space-y-4">
      <FormError message={of.failure} />
      {children}
      {wide ? (
        send
      ) : (
        <Actions>
          {onCancel && <Button onClick={onCancel}>Cancel</Button>}
          {send}
        </Actions>
      )}
    </form>
  );
}
