import { type ReactNode, useEffect } from 'react';
import { Breakable } from './breakable';
import { classes } from './style/classes';

interface PageProps {
  title: string;
  /** One sentence below the title. */
  lead?: ReactNode;
  actions?: ReactNode;
  above?: ReactNode;
  children: ReactNode;
}

/** The frame of a screen: its title, what it is for, its main actions. */
export function Page({ title, lead, actions, above, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · AppBase`;
  }, [title]);
  return (
    <div className="mx-auto w-full max-w-7xl px-4 py-6 sm:px-8 sm:py-8">
      {above}
      <header className="mb-6 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <h1 className="text-[1.75rem] break-words">
            <Breakable text={title} />
          </h1>
          {lead && <div className="text-muted mt-1 max-w-2xl">{lead}</div>}
        </div>
        {actions && <div className="flex flex-wrap gap-3">{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** A titled part of a screen. */
export function Card(props: {
  title?: ReactNode;
  lead?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  className?: string;
  flush?: boolean;
}) {
  const { title, lead, actions, children, className, flush } = props;
  return (
    <section className={classes('card min-w-0', className)}>
      {title && (
        <div className="flex flex-wrap items-start justify-between gap-3 px-5 pt-4">
          <div className="min-w-0">
            <h2 className="text-lg">{title}</h2>
            {lead && <p className="text-muted text-sm">{lead}</p>}
          </div>
          {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
        </div>
      )}
      <div className={flush ? 'pt-3' : 'px-5 py-4'}>{children}</div>
    </section>
  );
}
