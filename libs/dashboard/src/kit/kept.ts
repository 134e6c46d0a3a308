const PREFIX = 'appbase-kept:';

/** What this browser keeps for the next visit; signing out forgets it, for it may name a person's data. */
export function keep(name: string, value: unknown): void {
  localStorage.setItem(PREFIX + name, JSON.stringify(value));
}

/** What was kept under a name, if it can be read. Anybody at this browser may have changed it. */
export function kept(name: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name) ?? 'null');
  } catch {
    return null;
  }
}

export function forgetKept(): void {
  for (const key of Object.keys(localStorage))
    if (key.startsWith(PREFIX)) localStorage.removeItem(key);
}
