import type { AppView, TicketView } from '@appbase-pfe/types';
import { messageOf } from '@kit/api/api-error';
import { api } from '@kit/api/client';
import { toast } from '@kit/overlay/toast';
import { appPath } from '../api/apps';

/** Opens an app's dashboard in a new tab, signed in by a ticket that works once. */
export async function openDashboard(app: AppView): Promise<void> {
  // Opened while the click is fresh: later the browser would block it.
  const tab = window.open('about:blank', '_blank');
  if (tab === null) return toast.error('The browser blocked the new tab: allow it for this page');
  tab.opener = null;
  try {
    const { url } = await api.post<TicketView>(`${appPath(app.id)}/ticket`);
    tab.location.replace(url);
  } catch (error) {
    tab.close();
    toast.error(messageOf(error));
  }
}
