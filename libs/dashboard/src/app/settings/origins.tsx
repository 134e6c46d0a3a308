import type { AppSettings } from '@appbase-pfe/types';
import { Checkbox, TextArea } from '@kit/form/inputs';
import { useForm } from '@kit/form/use-form';
import { toast } from '@kit/overlay/toast';
import { updateSettings } from '../api/settings';
import { SettingsForm } from '@kit/form/settings-form';

/** Which web pages may call the app, and what else is open to see. */
export function Origins({ settings }: { settings: AppSettings }) {
  const initial = {
    corsOrigins: settings.corsOrigins.join('\n'),
    userLookup: settings.userLookup,
    docs: settings.docs,
  };
  const { values, errors, failure, busy, dirty, set, reset, form } = useForm({
    initial,
    submit: async ({ corsOrigins, ...rest }) => {
      const origins = corsOrigins
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean);
      await updateSettings({ ...rest, corsOrigins: origins });
      toast.success('Settings saved');
    },
  });
  return (
    <SettingsForm
      title="Web origins"
      lead="Web pages that may call this app from a browser. Others get no answer they can read."
      form={form}
      dirty={dirty}
      busy={busy}
      failure={failure}
      onUndo={() => reset(initial)}
    >
      <TextArea
        label="Allowed origins, one a line"
        name="corsOrigins"
        rows={5}
        spellCheck={false}
        placeholder="http://localhost:5173"
        value={values.corsOrigins}
        error={errors['corsOrigins']}
        hint="Scheme, host and port, exactly as in the browser's address bar."
        onValue={(value) => set('corsOrigins', value)}
      />
      <Checkbox
        label="Users may find each other by email"
        hint="Needed where people share records with colleagues."
        checked={values.userLookup}
        onChange={(value) => set('userLookup', value)}
      />
      <Checkbox
        label="Serve the API docs at /docs"
        checked={values.docs}
        onChange={(value) => set('docs', value)}
      />
    </SettingsForm>
  );
}
