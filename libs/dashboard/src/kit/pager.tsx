import { ChevronLeft, ChevronRight } from 'lucide-react';
import { Button } from './button';
import { count } from './format';

interface Props {
  offset: number;
  limit: number;
  total: number;
  onOffset: (offset: number) => void;
}

/** Turns the pages of a list. */
export function Pager({ offset, limit, total, onOffset }: Props) {
  if (total <= limit && offset === 0) return null;
  const last = Math.min(offset + limit, total);
  return (
    <nav aria-label="Pages" className="flex items-center justify-end gap-3 px-5 py-3">
      <span className="text-muted tabular text-sm">
        {count(Math.min(offset + 1, total))}–{count(last)} of {count(total)}
      </span>
      <Button
        small
        aria-label="Previous page"
        icon={<ChevronLeft className="size-4" />}
        blocked={offset === 0 ? 'This is the first page' : undefined}
        onClick={() => onOffset(Math.max(0, offset - limit))}
      />
      <Button
        small
        aria-label="Next page"
        icon={<ChevronRight className="size-4" />}
        blocked={last >= total ? 'This is the last page' : undefined}
        onClick={() => onOffset(offset + limit)}
      />
    </nav>
  );
}
