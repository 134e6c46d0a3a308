import { type ReactNode, useId } from 'react';
import { classes } from '../style/classes';

interface Parts {
  id: string;
  'aria-invalid': true | undefined;
  'aria-describedby': string | undefined;
}

interface Props {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | undefined;
  className?: string;
  children: (parts: Parts) => ReactNode;
}

/** A control with its label, a hint and what is wrong, tied together for screen readers. */
export function Field({ label, hint, error, className, children }: Props) {
  const id = useId();
  const notes = [hint !== undefined && `${id}-hint`, error && `${id}-error`].filter(Boolean);
  return (
    <div className={classes('min-w-0', className)}>
      <label htmlFor={id} className="mb-1 block font-semibold">
        {label}
      </label>
      {children({
        id,
        'aria-invalid': error ? true : undefined,
        'aria-describedby': notes.length > 0 ? notes.join(' ') : undefined,
      })}
      {hint !== undefined && (
        <p id={`${id}-hint`} className="text-muted mt-1 text-sm">
          {hint}
        </p>
      )}
      {error && (
        <p
          id={`${id}-error`}
          className="text-danger mt-1 text-sm font-semibold first-letter:uppercase"
        >
          {error}
        </p>
      )}
    </div>
  );
}

/** What went wrong with the form as a whole. */
export function FormError({ message }: { message: string | undefined }) {
  if (message === undefined) return null;
  return (
    <p
      role="alert"
      className="bg-danger-soft text-danger rounded-[8px] px-4 py-3 whitespace-pre-line"
    >
      {message}
    </p>
  );
}
