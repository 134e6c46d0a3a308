import { Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';

interface Props {
  label: string;
  value: string;
  onValue: (value: string) => void;
}

/** Searches once typing pauses. */
export function SearchBox({ label, value, onValue }: Props) {
  const [text, setText] = useState(value);
  /** What was told and has not come back as `value` yet: it is older than what is typed by then. */
  const told = useRef<string[]>([]);
  useEffect(() => {
    const at = told.current.lastIndexOf(value);
    told.current = at < 0 ? [] : told.current.slice(at + 1);
    if (at < 0) setText(value);
  }, [value]);
  useEffect(() => {
    const words = text.trim();
    if (words === (told.current.at(-1) ?? value)) return;
    const timer = setTimeout(() => {
      told.current.push(words);
      onValue(words);
    }, 250);
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
