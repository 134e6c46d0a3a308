import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import { toast } from './overlay/toast';
import { classes } from './style/classes';

type Look = 'primary' | 'plain' | 'quiet' | 'danger' | 'quiet-danger';

const LOOKS: Record<Look, string> = {
  primary: 'bg-primary text-on-primary border-transparent hover:bg-primary-hover',
  plain: 'bg-surface text-ink border-line-strong/60 hover:bg-hover',
  quiet: 'bg-transparent text-ink border-transparent hover:bg-hover',
  'quiet-danger': 'bg-transparent text-danger border-transparent hover:bg-danger-soft',
  danger: 'bg-danger-fill text-white border-transparent hover:brightness-110',
};

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: Look;
  icon?: ReactNode;
  busy?: boolean;
  /** Why it cannot be used. The button stays reachable and says so. */
  blocked?: string | undefined;
  small?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

/** A button. Blocked ones say why instead of being silent. */
export function Button({
  look = 'plain',
  icon,
  busy = false,
  blocked,
  small = false,
  children,
  className,
  onClick,
  ...rest
}: ButtonProps) {
  const off = busy || blocked !== undefined;
  return (
    <button
      type="button"
      {...rest}
      aria-disabled={off || rest['aria-disabled']}
      aria-busy={busy || undefined}
      title={blocked ?? rest.title}
      aria-description={blocked}
      onClick={(event) => {
        if (!off) return onClick?.(event);
        event.preventDefault();
        if (blocked) toast.info(blocked);
      }}
      className={classes(
        'inline-flex shrink-0 items-center justify-center gap-2 rounded-[8px] border font-semibold whitespace-nowrap transition-colors',
        small ? 'min-h-8 px-2.5 text-sm' : 'min-h-10 px-4 text-[15px]',
        children === undefined && (small ? 'w-8 px-0!' : 'w-10 px-0!'),
        LOOKS[look],
        off && 'cursor-not-allowed opacity-60',
        className,
      )}
    >
      {busy ? <Spinner /> : icon}
      {children}
    </button>
  );
}

/** A button that is only an icon; its name is read out and shown on hover. */
export function IconButton({ label, ...rest }: { label: string } & Omit<ButtonProps, 'children'>) {
  return <Button look="quiet" {...rest} aria-label={label} title={label} />;
}

export function Spinner() {
  return (
    <span
      aria-hidden="true"
      className="size-4 animate-spin rounded-full border-2 border-current border-r-transparent"
    />
  );
}
