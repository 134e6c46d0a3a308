import { Page } from '@kit/page';
import { Answer } from '@kit/states';
import { Tabs } from '@kit/tabs';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useSettings } from '../api/settings';
import { Everything } from './everything';
import { Limits } from './limits';
import { Operators } from '@kit/operators/operators';
import { Origins } from './origins';
import { Sessions } from './sessions';

/** What can be set for the app; each part is saved by itself and felt at once. */
export function Settings() {
  const { tab = 'origins' } = useSearch({ from: '/gate/settings' });
  const navigate = useNavigate({ from: '/settings' });
  const settings = useSettings();
  return (
    <Page
      title="Settings"
      lead="Felt at once, without a restart. Every change is in the audit log."
    >
      <Answer of={settings}>
        {(now) => (
          <Tabs
            label="Parts of the settings"
            value={tab}
            onValue={(next) => void navigate({ search: { tab: next }, replace: true })}
            tabs={[
              { value: 'origins', title: 'Web origins', content: () => <Origins settings={now} /> },
              { value: 'limits', title: 'Limits', content: () => <Limits settings={now} /> },
              { value: 'sessions', title: 'Sign-in', content: () => <Sessions settings={now} /> },
              { value: 'operators', title: 'Operators', content: () => <Operators /> },
              { value: 'export', title: 'Export', content: () => <Everything /> },
            ]}
          />
        )}
      </Answer>
    </Page>
  );
}
