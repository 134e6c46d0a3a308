/** The time of day. A DI token, so that tests can set it. */
export abstract class Clock {
  /** Milliseconds since the Unix epoch. */
  abstract now(): number;

  /** The time as ISO 8601 in milliseconds, UTC. */
  iso(): string {
    return new Date(this.now()).toISOString();
  }
}

export class SystemClock extends Clock {
  override now(): number {
    return Date.now();
  }
}
