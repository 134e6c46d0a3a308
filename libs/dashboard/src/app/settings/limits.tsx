import type { AppSettings } from '@appbase-pfe/types';
import { useForm } from '@kit/form/use-form';
import { toast } from '@kit/overlay/toast';
import { updateSettings } from '../api/settings';
import { NumberField, checkNumbers } from '@kit/form/number-field';
import { SettingsForm } from '@kit/form/settings-form';

const MB = 1024 * 1024;
const inMb = (bytes: number): string => String(Number((bytes / MB).toFixed(3)));

/** How much the app may store and ask. */
export function Limits({ settings }: { settings: AppSettings }) {
  const initial = {
    maxUploadBytes: inMb(settings.maxUploadBytes),
    storageQuotaBytes: inMb(settings.storageQuotaBytes),
    dataRequestsPerMinute: String(settings.dataRequestsPerMinute),
  };
  const { values, errors, failure, busy, dirty, set, reset, form } = useForm({
    initial,
    check: checkNumbers,
    submit: async (input) => {
      await updateSettings({
        maxUploadBytes: Math.round(Number(input.maxUploadBytes) * MB),
        storageQuotaBytes: Math.round(Number(input.storageQuotaBytes) * MB),
        dataRequestsPerMinute: Number(input.dataRequestsPerMinute),
      });
      toast.success('Settings saved');
    },
  });
  const field = (name: keyof typeof initial) => ({
    name,
    value: values[name],
    error: errors[name],
    onValue: (value: string) => set(name, value),
  });
  return (
    <SettingsForm
      title="Limits"
      lead="What one app may take of this machine."
      form={form}
      dirty={dirty}
      busy={busy}
      failure={failure}
      onUndo={() => reset(initial)}
    >
      <NumberField label="Largest file, in MB" {...field('maxUploadBytes')} />
      <NumberField
        label="All files together, in MB"
        hint="0 means no quota."
        {...field('storageQuotaBytes')}
      />
      <NumberField
        label="Requests for records and files a minute, each caller"
        hint="0 means no limit."
        {...field('dataRequestsPerMinute')}
      />
    </SettingsForm>
  );
}
