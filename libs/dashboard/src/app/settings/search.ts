import { SETTINGS_TABS, type SettingsTab } from './tabs';

export const settingsSearch = (input: Record<string, unknown>): { tab?: SettingsTab } => {
  const tab = SETTINGS_TABS.find((known) => known === input['tab']);
  return tab ? { tab } : {};
};
