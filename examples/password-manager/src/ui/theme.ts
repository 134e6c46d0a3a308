const STORAGE_KEY = 'keyring-theme';

/** `light`, `dark`, or nothing: as the device has it. */
export const themeNow = (): string => localStorage.getItem(STORAGE_KEY) ?? '';

export function setTheme(theme: string): string {
  localStorage.setItem(STORAGE_KEY, theme);
  applyTheme();
  return theme;
}

export function applyTheme(): void {
  document.documentElement.dataset['theme'] = themeNow();
}

applyTheme();
