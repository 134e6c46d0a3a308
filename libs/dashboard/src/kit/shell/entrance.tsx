import type { ReactNode } from 'react';

/** The page of those who are not signed in: one calm card in the middle. */
export function Entrance(props: {
  brand: ReactNode;
  title: string;
  lead?: ReactNode;
  children: ReactNode;
  below?: ReactNode;
  wide?: boolean;
}) {
  return (
    <main className="mx-auto flex min-h-dvh flex-col items-center justify-center px-4 py-10">
      <div className={props.wide ? 'w-full max-w-2xl' : 'w-full max-w-sm'}>
        <div className="mb-6 flex justify-center">{props.brand}</div>
        <div className="card px-6 py-7 sm:px-8">
          <h1 className="text-2xl">{props.title}</h1>
          {props.lead && <p className="text-muted mt-1">{props.lead}</p>}
          <div className="mt-6">{props.children}</div>
        </div>
        {props.below && <div className="text-muted mt-4 text-center text-sm">{props.below}</div>}
      </div>
    </main>
  );
}
