/** The element with this id. */
export const byId = <E extends HTMLElement = HTMLElement>(id: string): E =>
  document.getElementById(id) as E;

/** What was typed into a form, which is empty afterwards. */
export function take(form: HTMLFormElement): Record<string, string> {
  const values = Object.fromEntries(new FormData(form)) as Record<string, string>;
  form.reset();
  return values;
}

/** Does something, and says why it did not work. */
export async function trying(work: Promise<unknown>): Promise<void> {
  byId('status').textContent = '';
  await work.catch((error: Error & { reason?: string }) => {
    byId('status').textContent = error.reason ?? error.message;
  });
}

/** An element with text or other elements in it. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  ...content: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.append(...content);
  return made;
}
