import { describe, expect, it } from '@jest/globals';
import type * as contract from '@appbase-pfe/types';
import type * as sdk from '@appbase-pfe/sdk';

/** Each can stand in the place of the other. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

/** The library has types of its own, so that apps need no zod. They must say what the contract says. */
const same: {
  record: Same<contract.RecordView, sdk.AppRecord>;
  page: Same<contract.FileView, sdk.FileView>;
  version: Same<contract.FileVersionView, sdk.FileVersion>;
  files: Same<contract.FileList, sdk.FilePage>;
  stored: Same<contract.StoredFile, sdk.UploadedFile>;
  link: Same<contract.SignedLink, sdk.SignedUrl>;
  user: Same<contract.UserView, sdk.User>;
  session: Same<contract.SessionView, sdk.SessionView>;
  member: Same<contract.GroupMember, sdk.GroupMember>;
  group: Same<contract.MyGroup, sdk.MyGroup>;
  invite: Same<contract.InviteView, sdk.GroupInvite>;
  batch: Same<contract.BatchOperation['op'], sdk.BatchOperation['op']>;
  change: Same<contract.RecordEvent['type'], sdk.Change['type']>;
  codes: [contract.ErrorCode] extends [sdk.ErrorCode] ? true : false;
} = {
  record: true,
  page: true,
  version: true,
  files: true,
  stored: true,
  link: true,
  user: true,
  session: true,
  member: true,
  group: true,
  invite: true,
  batch: true,
  change: true,
  codes: true,
};

describe('the types of the client library', () => {
  // The compiler has checked it; this keeps the file from being forgotten.
  it('are those of the contract', () =>
    expect(new Set(Object.values(same))).toEqual(new Set([true])));
});
