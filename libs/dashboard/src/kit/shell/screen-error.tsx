import { ErrorState } from '../states';
import type { ErrorComponentProps } from '@tanstack/react-router';

/** A screen that broke: the rest of the page goes on. */
export function ScreenError({ error, reset }: ErrorComponentProps) {
  return (
    <div className="mx-auto max-w-3xl p-8">
      <ErrorState error={error} retry={reset} />
    </div>
  );
}
