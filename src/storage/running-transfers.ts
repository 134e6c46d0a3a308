import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../access/caller.js';
import { AccessEnd } from '../auth/access-end.js';

/** Uploads and downloads on their way: they end with the session or the key that began them. */
@Injectable()
export class RunningTransfers {
  constructor(private readonly ends: AccessEnd) {}

  /** Calls `stop` when the caller's access ends while `work` is under way. */
  async during<T>(context: RequestContext, stop: () => void, work: () => Promise<T>): Promise<T> {
    const unsubscribe = this.ends.on(context, stop);
    try {
      return await work();
    } finally {
      unsubscribe();
    }
  }
}
