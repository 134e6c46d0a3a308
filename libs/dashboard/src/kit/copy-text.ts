/**
 * Puts a text on the clipboard. On plain HTTP, as on most local networks, browsers have no clipboard
 * object; the old way through a selection works there too.
 */
export function copyText(text: string): boolean {
  if (navigator.clipboard && window.isSecureContext) {
    void navigator.clipboard.writeText(text);
    return true;
  }
  const area = document.createElement('textarea');
  area.value = text;
  area.readOnly = true;
  area.className = 'sr-only';
  const home = document.activeElement?.closest('[role="dialog"]') ?? document.body;
  const focused = document.activeElement as HTMLElement | null;
  home.append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  focused?.focus();
  return copied;
}
