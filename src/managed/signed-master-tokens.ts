import { Injectable } from '@nestjs/common';
import type { OperatorCaller } from '../access/caller.js';
import { MasterTokens } from '../access/credentials.js';
import { SignedByMaster } from './signed-by-master.js';

/** Calls of the control plane carry a token of a minute, signed for this app. */
@Injectable()
export class SignedMasterTokens extends MasterTokens {
  constructor(private readonly signed: SignedByMaster) {
    super();
  }

  override async verify(token: string): Promise<OperatorCaller | undefined> {
    const statement = await this.signed.read(token, 'appbase-call+jwt');
    if (statement === undefined) return undefined;
    return { kind: 'operator', ...statement.operator, sessionId: statement.id };
  }
}
