import type { AppSettings } from '@appbase-pfe/types';
import { NumberField, checkNumbers } from '@kit/form/number-field';
import { SettingsForm } from '@kit/form/settings-form';
import { useSettingsForm } from '@kit/form/use-settings-form';
import { updateSettings } from '../api/settings';

const MB = 1024 * 1024;
const inMb = (bytes: number): string => String(Number((bytes / MB).toFixed(3)));

/** How much the app may store and ask. */
export function Limits({ settings }: { settings: AppSettings }) {
  const initial = {
    maxUploadBytes: inMb(settings.maxUploadBytes),
    storageQuotaBytes: inMb(settings.storageQuotaBytes),
    dataRequestsPerMinute: String(settings.dataRequestsPerMinute),
  };
  const { field, frame } = useSettingsForm({
    initial,
    check: checkNumbers,
    save: (input) =>
      updateSettings({
        maxUploadBytes: Math.round(Number(input.maxUploadBytes) * MB),
        storageQuotaBytes: Math.round(Number(input.storageQuotaBytes) * MB),
        dataRequestsPerMinute: Number(input.dataRequestsPerMinute),
      }),
    done: 'Settings saved',
  });
  return (
    <SettingsForm title="Limits" lead="What one app may take of this machine." {...frame}>
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
