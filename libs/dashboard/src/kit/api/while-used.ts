const IDLE_MS = 5 * 60_000;
let lastInput = Date.now();
for (const event of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'])
  addEventListener(event, () => (lastInput = Date.now()), { passive: true, capture: true });

/** Whether somebody is at the screen. A page that nobody uses must not keep its session alive. */
export const isUsed = (): boolean => Date.now() - lastInput < IDLE_MS;

/** How often to read again: this often while somebody is there, else not at all. */
export const whileUsed = (ms: number) => (): number | false => (isUsed() ? ms : false);
