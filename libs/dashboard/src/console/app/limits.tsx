import type { AppView } from '@appbase-pfe/types';
import { api } from '@kit/api/client';
import { queryClient } from '@kit/api/query-client';
import { SelectField } from '@kit/form/inputs';
import { useSettingsForm } from '@kit/form/use-settings-form';
import { NumberField, checkNumbers } from '@kit/form/number-field';
import { SettingsForm } from '@kit/form/settings-form';
import { appPath } from '../api/apps';

const EGRESS = [
  ['none', 'Nowhere'],
  ['lan', 'The local network'],
  ['internet', 'The internet'],
] as const;

/** What an app may take of the machine, and where it may go. */
export function Limits({ app }: { app: AppView }) {
  const initial = {
    memoryMb: String(app.limits.memoryMb),
    cpus: String(app.limits.cpus),
    pids: String(app.limits.pids),
    storageMb: String(app.limits.storageMb),
    egress: app.egress as string,
  };
  const { field, frame } = useSettingsForm({
    initial,
    check: ({ memoryMb, cpus, pids, storageMb }) =>
      checkNumbers({ memoryMb, cpus, pids, storageMb }),
    save: async ({ egress, ...numbers }) => {
      const limits = Object.fromEntries(
        Object.entries(numbers).map(([name, value]) => [name, Number(value)]),
      );
      await api.patch<AppView>(appPath(app.id), { limits, egress });
      void queryClient.invalidateQueries({ queryKey: ['apps'] });
    },
    done: 'Limits saved',
  });
  return (
    <SettingsForm
      title="Limits"
      lead="What the app may take of this machine. A change may restart it."
      {...frame}
    >
      <NumberField label="Memory, in MB" {...field('memoryMb')} />
      <NumberField label="Processor cores" {...field('cpus')} />
      <NumberField label="Processes and threads" {...field('pids')} />
      <NumberField label="Storage, in MB" {...field('storageMb')} />
      <SelectField
        label="Where it may go by itself"
        className="max-w-sm"
        options={EGRESS}
        {...field('egress')}
      />
    </SettingsForm>
  );
}
