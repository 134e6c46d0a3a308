import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../access/caller.js';
import { Revocations } from '../auth/revocations.js';

/** Uploads and downloads on their way: they end with the session that began them. */
@Injectable()
export class RunningTransfers {
  constructor(private readonly revocations: Revocations) {}

  /** Calls `stop` when the caller's session ends while `work` is under way. */
  async during<T>(
    { caller }: RequestContext,
    stop: () => void,
    work: () => Promise<T>,
  ): Promise<T> {
    if (caller.kind !== 'user') return work();
    const unsubscribe = this.revocations.onSessionEnd(caller.sessionId, stop);
    try {
      return await work();
    } finally {
      unsubscribe();
    }
  }
}
