import { addFinder } from '@kit/shell/finders';
import { appHref, listApps } from './api/apps';

/** What the palette finds on the control plane: apps. */
export function teachPalette(): void {
  addFinder(async (text, signal) => {
    const { items } = await listApps(text, signal);
    return items.map((app) => ({ title: app.name, kind: 'App', href: appHref(app) }));
  });
}
