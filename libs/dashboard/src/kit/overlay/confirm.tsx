import { type ReactNode, useId, useState } from 'react';
import { Button } from '../button';
import { Actions, Dialog } from './dialog';

interface Props {
  open: boolean;
  onClose: () => void;
  onConfirm: () => void;
  title: string;
  /** Exactly what will happen, and what will be lost. */
  children: ReactNode;
  action: string;
  busy?: boolean;
  danger?: boolean;
  /** Has to be typed before the button works. */
  typed?: string;
}

/** Asks before something that cannot be undone. */
export function Confirm(props: Props) {
  const { open, onClose, onConfirm, title, children, action, busy = false, typed } = props;
  const [text, setText] = useState('');
  const id = useId();
  const missing = typed !== undefined && text !== typed;
  return (
    <Dialog open={open} onClose={onClose} title={title}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!missing && !busy) onConfirm();
        }}
      >
        <div className="space-y-3">{children}</div>
        {typed !== undefined && (
          <div className="mt-4">
            <label htmlFor={id} className="mb-1 block">
              Type <strong>{typed}</strong> to confirm
            </label>
            <input
              id={id}
              className="control"
              autoComplete="off"
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          </div>
        )}
        <Actions>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            look={props.danger === false ? 'primary' : 'danger'}
            busy={busy}
            aria-disabled={missing}
            className={missing ? 'opacity-60' : ''}
          >
            {action}
          </Button>
        </Actions>
      </form>
    </Dialog>
  );
}
