import { type FormEvent, useRef, useState } from 'react';
import { ApiError, messageOf } from '../api/api-error';
import { useDraft } from './use-draft';

type Errors = Record<string, string>;

interface Options<V> {
  initial: V;
  /** What is wrong, by field; nothing when all is well. */
  check?: (values: V) => Errors;
  submit: (values: V) => Promise<unknown>;
}

/** The state of a form: values, what is wrong with each, and that it is being sent. */
export function useForm<V extends object>({ initial, check, submit }: Options<V>) {
  const edited = useDraft(initial);
  const { draft: values, dirty } = edited;
  const [errors, setErrors] = useState<Errors>({});
  const [failure, setFailure] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);

  /** Shows the errors and moves to the first field that has one. */
  const show = (found: Errors) => {
    setErrors(found);
    const names = Object.keys(found);
    requestAnimationFrame(() => {
      const fields = [...(form.current?.querySelectorAll<HTMLElement>('[name]') ?? [])];
      fields.find((field) => names.includes(field.getAttribute('name') ?? ''))?.focus();
    });
  };

  const send = async () => {
    const found = check?.(values) ?? {};
    show(found);
    setFailure(undefined);
    if (Object.keys(found).length > 0) return;
    setBusy(true);
    try {
      await submit(values);
    } catch (error) {
      const known = fieldErrors(error, values);
      show(known);
      if (Object.keys(known).length === 0) setFailure(error);
    } finally {
      setBusy(false);
    }
  };

  const set = <K extends keyof V>(name: K, value: V[K]) => {
    edited.change((now) => ({ ...now, [name]: value }));
    setErrors((now) => Object.fromEntries(Object.entries(now).filter(([key]) => key !== name)));
  };

  return {
    values,
    errors,
    busy,
    failure: failure === undefined ? undefined : messageOf(failure),
    dirty,
    edited,
    set,
    /** What the field of this name takes. */
    field: <K extends keyof V & string>(name: K) => ({
      name,
      value: values[name],
      error: errors[name],
      onValue: (value: V[K]) => set(name, value),
    }),
    form: {
      ref: form,
      noValidate: true,
      onSubmit: (event: FormEvent) => {
        event.preventDefault();
        if (!busy) void send();
      },
    },
  };
}

/** What `useForm` gives. */
export type FormState = ReturnType<typeof useForm>;

/** The server's reasons that belong to a field of the form. */
function fieldErrors(error: unknown, values: object): Errors {
  if (!(error instanceof ApiError)) return {};
  const found: Errors = {};
  for (const { path, reason } of error.issues) {
    const field = path.split('.')[0] ?? '';
    if (field in values) found[field] ??= reason;
    else return {};
  }
  return found;
}
