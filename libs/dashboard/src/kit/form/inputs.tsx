import type {
  InputHTMLAttributes,
  ReactNode,
  SelectHTMLAttributes,
  TextareaHTMLAttributes,
} from 'react';
import { Switch as Radix } from 'radix-ui';
import { useId } from 'react';
import { classes } from '../style/classes';
import { Field } from './field';

interface Labelled {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | undefined;
  onValue: (value: string) => void;
  className?: string;
}

type TextProps = Labelled & Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange'>;

export function TextField({ label, hint, error, onValue, className, ...input }: TextProps) {
  return (
    <Field label={label} hint={hint} error={error} {...(className && { className })}>
      {(parts) => (
        <input
          type="text"
          {...input}
          {...parts}
          className="control"
          onChange={(event) => onValue(event.target.value)}
        />
      )}
    </Field>
  );
}

type AreaProps = Labelled & Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'onChange'>;

export function TextArea({ label, hint, error, onValue, className, ...input }: AreaProps) {
  return (
    <Field label={label} hint={hint} error={error} {...(className && { className })}>
      {(parts) => (
        <textarea
          rows={4}
          {...input}
          {...parts}
          className="control"
          onChange={(event) => onValue(event.target.value)}
        />
      )}
    </Field>
  );
}

type SelectProps = Labelled &
  Omit<SelectHTMLAttributes<HTMLSelectElement>, 'onChange'> & {
    options: readonly (readonly [value: string, text: string])[];
  };

export function SelectField({
  label,
  hint,
  error,
  onValue,
  options,
  className,
  ...rest
}: SelectProps) {
  return (
    <Field label={label} hint={hint} error={error} {...(className && { className })}>
      {(parts) => (
        <select
          {...rest}
          {...parts}
          className="control"
          onChange={(event) => onValue(event.target.value)}
        >
          {options.map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface CheckProps {
  label: ReactNode;
  hint?: ReactNode;
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
}

export function Checkbox({ label, hint, checked, onChange, disabled }: CheckProps) {
  const id = useId();
  return (
    <div className="flex items-start gap-2.5">
      <input
        id={id}
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
        className="accent-data mt-1 size-4.5 shrink-0"
      />
      <label htmlFor={id}>
        {label}
        {hint !== undefined && <span className="text-muted block text-sm">{hint}</span>}
      </label>
    </div>
  );
}

/** On or off, felt at once. */
export function Switch({ label, hint, checked, onChange, disabled }: CheckProps) {
  const id = useId();
  return (
    <div className="flex items-start justify-between gap-4">
      <label htmlFor={id} className="min-w-0">
        <span className="font-semibold">{label}</span>
        {hint !== undefined && <span className="text-muted block text-sm">{hint}</span>}
      </label>
      <Radix.Root
        id={id}
        checked={checked}
        disabled={disabled}
        onCheckedChange={onChange}
        className={classes(
          'border-line-strong mt-0.5 inline-flex h-6 w-11 shrink-0 items-center rounded-full border p-0.5 transition-colors',
          checked ? 'bg-data' : 'bg-sunken',
          disabled && 'opacity-60',
        )}
      >
        <Radix.Thumb
          className={classes(
            'size-4.5 rounded-full transition-transform',
            checked ? 'bg-surface translate-x-5' : 'bg-line-strong',
          )}
        />
      </Radix.Root>
    </div>
  );
}
