import { toast } from '../overlay/toast';
import { useStored } from './use-draft';
import { useForm } from './use-form';

interface Options<V> {
  /** What is stored. */
  initial: V;
  check?: (values: V) => Record<string, string>;
  save: (values: V) => Promise<unknown>;
  done: string;
}

/** A form of `SettingsForm`: its fields by name, and what the frame needs. */
export function useSettingsForm<V extends object>({ initial, check, save, done }: Options<V>) {
  const { field, failure, busy, dirty, edited, form } = useForm({
    initial,
    ...(check && { check }),
    submit: async (input) => {
      await save(input);
      edited.saved(input);
      toast.success(done);
    },
  });
  useStored(edited, initial);
  return {
    field,
    frame: { form, dirty, busy, failure, onUndo: edited.undo },
  };
}
