import { Injectable } from '@nestjs/common';
import type { AccessExplanation, ExplainAccess } from '@appbase-pfe/types';
import { UserStanding } from '../auth/user-standing.js';
import { errors } from '../common/errors.js';
import type { Environment } from '../filter/environment.js';
import { Memberships } from '../groups/memberships.js';
import { RecordStates } from '../records/record-states.js';
import { explainAccess, type ItemStates } from '../rules/explain-access.js';
import { type Container, RulesService } from '../rules/rules.service.js';
import { FileStates } from '../storage/file-states.js';

/** Answers for operators why somebody may do something with a record or file, or may not. */
@Injectable()
export class ExplainService {
  constructor(
    private readonly rules: RulesService,
    private readonly records: RecordStates,
    private readonly files: FileStates,
    private readonly memberships: Memberships,
    private readonly users: UserStanding,
  ) {}

  explain(question: ExplainAccess): AccessExplanation {
    const { action, userId } = question;
    const user = userId === undefined ? undefined : this.userOf(userId);
    if (userId !== undefined && user === undefined) {
      return { allowed: false, because: 'there is no such user, or the user is banned' };
    }
    if (user === undefined && action !== 'read') {
      return { allowed: false, because: 'guests can only read' };
    }
    const [kind, name, states] = this.about(question);
    return explainAccess(this.rules.of(kind, name), action, states, this.rules.environment(user));
  }

  private about(question: ExplainAccess): [Container, string, ItemStates] {
    const { collection, bucket, recordId, fileId, ...asked } = question;
    if (collection !== undefined && bucket === undefined && fileId === undefined) {
      return ['collection', collection, this.records.of({ ...asked, collection, recordId })];
    }
    if (bucket !== undefined && collection === undefined && recordId === undefined) {
      return ['bucket', bucket, this.files.of({ ...asked, bucket, fileId })];
    }
    throw errors.invalid(
      'collection',
      'name a collection (with recordId) or a bucket (with fileId), one of the two',
    );
  }

  private userOf(id: string): Environment['user'] {
    const user = this.users.find(id);
    return user && { id: user.id, email: user.email, groups: this.memberships.namesOf(id) };
  }
}
