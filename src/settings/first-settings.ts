import type { AppSettings } from '@appbase-pfe/types';

/** What holds until the environment or an operator says otherwise. */
const DEFAULTS: AppSettings = {
  corsOrigins: [],
  maxUploadBytes: 50 * 1024 * 1024,
  storageQuotaBytes: 0,
  passwords: { minLength: 8 },
  sessions: { userDays: 7, userMaxDays: 90, operatorIdleMinutes: 30, operatorHours: 12 },
  throttling: { freeFailures: 5, maxDelaySeconds: 15 * 60, attemptsPerMinute: 300 },
  dataRequestsPerMinute: 0,
  userLookup: false,
  docs: true,
};

/** What a role gives the settings to begin with. */
export interface FirstSettings {
  /** The app's id, when something else has chosen it; otherwise one is made at first start. */
  appId?: string | undefined;
  values?: Partial<AppSettings>;
}

/** The settings before any operator's change. */
export function firstValues(first: FirstSettings): AppSettings {
  return { ...DEFAULTS, ...first.values };
}
