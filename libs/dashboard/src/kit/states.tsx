import { CircleAlert, RotateCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { ApiError, messageOf } from './api/api-error';
import { Button } from './button';
import { CopyButton } from './copy-button';

/** Nothing there yet: what belongs here and how to begin. */
export function Empty(props: {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  icon?: ReactNode;
}) {
  return (
    <div className="flex flex-col items-center px-6 py-14 text-center">
      {props.icon && <div className="text-muted mb-3">{props.icon}</div>}
      <h2 className="text-lg">{props.title}</h2>
      {props.children && <p className="text-muted mt-1 max-w-md">{props.children}</p>}
      {props.action && (
        <div className="mt-5 flex flex-wrap justify-center gap-3">{props.action}</div>
      )}
    </div>
  );
}

/** The shape of what is being loaded. */
export function Loading({ lines = 4, label = 'Loading' }: { lines?: number; label?: string }) {
  return (
    <div role="status" className="space-y-3 p-1">
      <span className="sr-only">{label} …</span>
      {Array.from({ length: lines }, (_, index) => (
        <div key={index} className="bg-hover h-9 animate-pulse rounded-[8px]" />
      ))}
    </div>
  );
}

/** What went wrong, with the request's id for the log and a way to try again. */
export function ErrorState({ error, retry }: { error: unknown; retry?: () => void }) {
  const requestId = error instanceof ApiError ? error.requestId : undefined;
  return (
    <div role="alert" className="bg-danger-soft flex gap-3 rounded-[8px] p-4">
      <CircleAlert aria-hidden="true" className="text-danger mt-0.5 size-5 shrink-0" />
      <div className="min-w-0 flex-1">
        <p className="font-semibold whitespace-pre-line">{messageOf(error)}</p>
        {requestId && (
          <p className="text-muted mt-1 flex flex-wrap items-center gap-x-2 text-sm">
            Request {requestId} <CopyButton text={requestId} what="request id" small />
          </p>
        )}
        {retry && (
          <Button small className="mt-3" icon={<RotateCw className="size-4" />} onClick={retry}>
            Try again
          </Button>
        )}
      </div>
    </div>
  );
}

interface Asked<T> {
  data: T | undefined;
  error: unknown;
  refetch: () => unknown;
}

/** Shows what was asked for, or that it is coming, or why not. */
export function Answer<T>(props: {
  of: Asked<T>;
  loading?: ReactNode;
  children: (data: T) => ReactNode;
}) {
  const { data, error, refetch } = props.of;
  if (data !== undefined) return <>{props.children(data)}</>;
  if (error) return <ErrorState error={error} retry={() => void refetch()} />;
  return <>{props.loading ?? <Loading />}</>;
}
