import { TextField } from '@kit/form/inputs';
import { useId } from 'react';

interface Props {
  label: string;
  /** Names that are offered; others may be typed. */
  known: readonly string[];
  value: string;
  onValue: (value: string) => void;
  hint?: string;
  className?: string;
}

/** The name of a field, or of several by commas; those that are known are offered. */
export function FieldInput({ known, ...rest }: Props) {
  const id = useId();
  return (
    <>
      <TextField autoComplete="off" spellCheck={false} list={id} {...rest} />
      <datalist id={id}>
        {known.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </>
  );
}

/** `a, b.c` as names. */
export const namesIn = (text: string): string[] => [
  ...new Set(
    text
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  ),
];
