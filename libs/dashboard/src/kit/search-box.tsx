import { Search } from 'lucide-react';
import { useEffect, useState } from 'react';

interface Props {
  label: string;
  value: string;
  onValue: (value: string) => void;
}

/** Searches once typing pauses. */
export function SearchBox({ label, value, onValue }: Props) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => onValue(text.trim()), 250);
    return () => clearTimeout(timer);
  }, [text, value, onValue]);
  return (
    <div className="relative w-full max-w-sm">
      <Search aria-hidden="true" className="text-muted absolute top-3 left-3 size-4" />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        className="control pl-9!"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
    </div>
  );
}
