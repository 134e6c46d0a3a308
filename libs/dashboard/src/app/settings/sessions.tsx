import type { AppSettings } from '@appbase-pfe/types';
import { NumberField, checkNumbers } from '@kit/form/number-field';
import { SettingsForm } from '@kit/form/settings-form';
import { useSettingsForm } from '@kit/form/use-settings-form';
import { updateSettings } from '../api/settings';

/** Passwords, how long people stay signed in, and how guessing is slowed down. */
export function Sessions({
  settings: { passwords, sessions, throttling },
}: {
  settings: AppSettings;
}) {
  const initial = {
    minLength: String(passwords.minLength),
    userDays: String(sessions.userDays),
    userMaxDays: String(sessions.userMaxDays),
    operatorIdleMinutes: String(sessions.operatorIdleMinutes),
    operatorHours: String(sessions.operatorHours),
    freeFailures: String(throttling.freeFailures),
    maxDelaySeconds: String(throttling.maxDelaySeconds),
    attemptsPerMinute: String(throttling.attemptsPerMinute),
  };
  const { field, frame } = useSettingsForm({
    initial,
    check: checkNumbers,
    save: (input) =>
      updateSettings({
        passwords: { minLength: Number(input.minLength) },
        sessions: {
          userDays: Number(input.userDays),
          userMaxDays: Number(input.userMaxDays),
          operatorIdleMinutes: Number(input.operatorIdleMinutes),
          operatorHours: Number(input.operatorHours),
        },
        throttling: {
          freeFailures: Number(input.freeFailures),
          maxDelaySeconds: Number(input.maxDelaySeconds),
          attemptsPerMinute: Number(input.attemptsPerMinute),
        },
      }),
    done: 'Settings saved',
  });
  return (
    <SettingsForm
      title="Sign-in"
      lead="Passwords, sessions and the delay after wrong passwords."
      {...frame}
    >
      <NumberField label="Fewest characters of a user's password" {...field('minLength')} />
      <NumberField
        label="Users stay signed in for, in days"
        hint="Without coming back."
        {...field('userDays')}
      />
      <NumberField
        label="Users sign in again at the latest after, in days"
        {...field('userMaxDays')}
      />
      <NumberField
        label="Operators are signed out when idle for, in minutes"
        {...field('operatorIdleMinutes')}
      />
      <NumberField
        label="Operators are signed out at the latest after, in hours"
        {...field('operatorHours')}
      />
      <NumberField label="Wrong passwords before the delay begins" {...field('freeFailures')} />
      <NumberField label="Longest delay, in seconds" {...field('maxDelaySeconds')} />
      <NumberField
        label="Attempts a minute from one address"
        hint="A school or office may share one address."
        {...field('attemptsPerMinute')}
      />
    </SettingsForm>
  );
}
