import type { Logger } from 'pino';
import { LABELS } from './docker-names.js';
import type { Engine } from './engine.js';

const RECONNECT_MS = 1000;
/** What changes what an app is. */
const ACTIONS = ['die', 'oom', 'destroy', 'pause', 'unpause', 'start'];

interface EngineEvent {
  Action: string;
  timeNano: number;
  Actor: { Attributes: Record<string, string> };
}

/** The engine's news of our containers. After a break it is told what was missed. */
export class DockerEvents {
  private readonly ending = new AbortController();
  private since: number | undefined;

  constructor(
    private readonly engine: Engine,
    private readonly installation: string,
    private readonly logger: Logger,
  ) {}

  /**
   * Listens until it is closed. `tell` hears the app of each event, and `undefined` whenever the
   * stream has begun anew: then everything is looked at. `lost` hears that the engine is gone.
   */
  async listen(
    tell: (appId: string | undefined) => void,
    lost: (problem: string) => void,
  ): Promise<void> {
    const { signal } = this.ending;
    while (!signal.aborted) {
      try {
        await this.readOnce(tell);
        lost('The connection to Docker has ended');
      } catch (error) {
        if (signal.aborted) return;
        this.logger.debug({ err: error }, 'the event stream of the engine broke');
        lost((error as Error).message);
      }
      await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS).unref());
    }
  }

  close(): void {
    this.ending.abort();
  }

  private async readOnce(tell: (appId: string | undefined) => void): Promise<void> {
    const stream = await this.engine.streaming.getEvents({
      filters: { label: [`${LABELS.installation}=${this.installation}`], event: ACTIONS },
      ...(this.since === undefined ? {} : { since: this.since }),
    });
    const end = () => (stream as unknown as { destroy(): void }).destroy();
    this.ending.signal.addEventListener('abort', end, { once: true });
    tell(undefined);
    let text = '';
    try {
      for await (const chunk of stream) {
        text += String(chunk);
        const lines = text.split('\n');
        text = lines.pop()!;
        for (const line of lines) this.read(line, tell);
      }
    } finally {
      this.ending.signal.removeEventListener('abort', end);
    }
  }

  private read(line: string, tell: (appId: string | undefined) => void): void {
    if (line.trim() === '') return;
    const event = JSON.parse(line) as EngineEvent;
    this.since = event.timeNano / 1e9;
    const appId = event.Actor.Attributes[LABELS.app];
    if (appId !== undefined) tell(appId);
  }
}
