import { useState } from 'react';
import { Icon } from './icon';

const CLEAR_AFTER_MS = 30_000;

/** Copies a value, and takes it off the clipboard again after a while. */
export function CopyButton({ value, what }: { value: string; what: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    setCopied(true);
    setTimeout(() => setCopied(false), 1_500);
    setTimeout(() => void clearIfStill(value), CLEAR_AFTER_MS);
  };
  return (
    <button className="ghost" onClick={() => void copy()} title={`Copy ${what}`}>
      <Icon name="copy" />
      <span aria-live="polite">{copied ? 'Copied' : 'Copy'}</span>
      <span className="hidden"> {what}</span>
    </button>
  );
}

async function clearIfStill(value: string): Promise<void> {
  try {
    if ((await navigator.clipboard.readText()) === value) await navigator.clipboard.writeText('');
  } catch {
    // The browser lets nobody look while the page is not in front.
  }
}
