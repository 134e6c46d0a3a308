export const APP_TABS = ['overview', 'keys', 'log', 'events', 'limits'] as const;
export type AppTab = (typeof APP_TABS)[number];

/** Which part of an app is looked at, as in the address. */
export const appSearch = (input: Record<string, unknown>): { tab?: AppTab } => {
  const tab = APP_TABS.find((known) => known === input['tab']);
  return tab ? { tab } : {};
};
