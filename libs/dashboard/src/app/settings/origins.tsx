import type { AppSettings } from '@appbase-pfe/types';
import { Checkbox, TextArea } from '@kit/form/inputs';
import { SettingsForm } from '@kit/form/settings-form';
import { useSettingsForm } from '@kit/form/use-settings-form';
import { updateSettings } from '../api/settings';

/** Which web pages may call the app, and what else is open to see. */
export function Origins({ settings }: { settings: AppSettings }) {
  const initial = {
    corsOrigins: settings.corsOrigins.join('\n'),
    userLookup: settings.userLookup,
    docs: settings.docs,
  };
  const { field, frame } = useSettingsForm({
    initial,
    save: ({ corsOrigins, ...rest }) =>
      updateSettings({
        ...rest,
        corsOrigins: corsOrigins
          .split('\n')
          .map((line) => line.trim())
          .filter(Boolean),
      }),
    done: 'Settings saved',
  });
  const box = (name: 'userLookup' | 'docs') => {
    const { value, onValue } = field(name);
    return { checked: value, onChange: onValue };
  };
  return (
    <SettingsForm
      title="Web origins"
      lead="Web pages that may call this app from a browser. Others get no answer they can read."
      {...frame}
    >
      <TextArea
        label="Allowed origins, one a line"
        rows={5}
        spellCheck={false}
        placeholder="http://localhost:5173"
        hint="Scheme, host and port, exactly as in the browser's address bar."
        {...field('corsOrigins')}
      />
      <Checkbox
        label="Users may find each other by email"
        hint="Needed where people share records with colleagues."
        {...box('userLookup')}
      />
      <Checkbox label="Serve the API docs at /docs" {...box('docs')} />
    </SettingsForm>
  );
}
