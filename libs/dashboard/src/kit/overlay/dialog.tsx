import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { IconButton } from '../button';
import { classes } from '../style/classes';

export interface DialogProps {
  open: boolean;
  /** Asked to close: by Escape, the cross, or a click outside. */
  onClose: () => void;
  title: string;
  description?: ReactNode;
  children?: ReactNode;
  /** `side`: a panel at the right edge, full screen on phones. */
  place?: 'centre' | 'side';
  wide?: boolean;
  /** Cannot be closed but by what is inside. */
  sticky?: boolean;
}

const PLACES = {
  centre:
    'top-1/2 left-1/2 max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] -translate-x-1/2 -translate-y-1/2 rounded-[8px] border',
  side: 'inset-y-0 right-0 w-full border-l',
};

/** A dialog in the middle or at the side. Keeps the focus, gives it back, closes with Escape. */
export function Dialog(props: DialogProps) {
  const { open, onClose, title, description, children, place = 'centre', wide, sticky } = props;
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && !sticky && onClose()}>
      <Radix.Portal>
        <Radix.Overlay data-locks-scroll="" className="bg-shade fixed inset-0 z-40" />
        <Radix.Content
          {...(description === undefined && { 'aria-describedby': undefined })}
          // A toast lies outside, yet pressing it must not close what is open; closing a toast takes
          // what was pressed off the page before this is asked.
          onInteractOutside={(event) => {
            const pressed = event.target as Element;
            if (!pressed.isConnected || pressed.closest('[aria-label="Messages"]'))
              event.preventDefault();
          }}
          className={classes(
            'bg-surface border-line shadow-overlay fixed z-50 flex flex-col',
            PLACES[place],
            place === 'side' ? (wide ? 'max-w-3xl' : 'max-w-xl') : wide ? 'max-w-3xl' : 'max-w-lg',
          )}
        >
          <div className="flex items-start gap-4 px-6 pt-5 pb-2">
            <div className="min-w-0 flex-1">
              <Radix.Title className="text-xl">{title}</Radix.Title>
              {description !== undefined && (
                <Radix.Description asChild>
                  <div className="text-muted mt-1">{description}</div>
                </Radix.Description>
              )}
            </div>
            {!sticky && (
              <IconButton
                label="Close"
                icon={<X className="size-5" />}
                onClick={onClose}
                className="-mr-2"
              />
            )}
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto px-6 pt-2 pb-6">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** The row of buttons at the end of a dialog or form. */
export function Actions({ children }: { children: ReactNode }) {
  return <div className="mt-6 flex flex-wrap justify-end gap-3">{children}</div>;
}
