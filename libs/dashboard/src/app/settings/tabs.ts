export const SETTINGS_TABS = ['origins', 'limits', 'sessions', 'operators', 'export'] as const;
export type SettingsTab = (typeof SETTINGS_TABS)[number];
