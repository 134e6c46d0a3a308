import { Injectable } from '@nestjs/common';

/** Tells, after the commit, that an account or what it may do has changed. */
@Injectable()
export class OperatorsNews {
  private readonly listeners = new Set<() => void>();

  /** Returns how to stop listening. */
  listen(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  tell(): void {
    for (const listener of this.listeners) listener();
  }
}
