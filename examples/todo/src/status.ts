/** One line under the title. */
export function say(text: string): void {
  document.querySelector('#status')!.textContent = text;
}

/** Does something and says why it did not work. */
export async function trying(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    say((error as { reason?: string }).reason ?? String(error));
    return false;
  }
}
