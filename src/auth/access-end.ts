import { Injectable } from '@nestjs/common';
import { ApiKeysService } from '../access/api-keys.service.js';
import type { RequestContext } from '../access/caller.js';
import { Revocations } from './revocations.js';

/** Tells what outlives its request (a stream, a transfer) when that which had opened it ends. */
@Injectable()
export class AccessEnd {
  constructor(
    private readonly revocations: Revocations,
    private readonly keys: ApiKeysService,
  ) {}

  /**
   * Calls `listener` when the user's session or the API key of the request ends. The answer takes
   * the subscription back.
   */
  on({ caller, keyId }: Pick<RequestContext, 'caller' | 'keyId'>, listener: () => void) {
    const undo: (() => void)[] = [];
    if (caller.kind === 'user') {
      undo.push(this.revocations.onSessionEnd(caller.sessionId, listener));
    }
    if (keyId !== undefined) undo.push(this.keys.onEnd(keyId, listener));
    return (): void => {
      for (const one of undo) one();
    };
  }
}
