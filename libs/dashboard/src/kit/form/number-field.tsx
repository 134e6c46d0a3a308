import { TextField } from './inputs';

interface Props {
  label: string;
  name: string;
  hint?: string;
  value: string;
  error: string | undefined;
  onValue: (value: string) => void;
}

/** A whole number. */
export function NumberField(props: Props) {
  return <TextField {...props} inputMode="numeric" autoComplete="off" className="max-w-sm" />;
}

/** What is wrong with the numbers of a form, by name. */
export function checkNumbers(values: Record<string, string>): Record<string, string> {
  const wrong = Object.entries(values).filter(([, value]) => !/^\d+(\.\d+)?$/.test(value.trim()));
  return Object.fromEntries(wrong.map(([name]) => [name, 'must be a number']));
}
