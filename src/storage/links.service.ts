import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { LINK_SECONDS, type OpenLink, type SignedLink, type SignLink } from '@appbase-pfe/types';
import { auditedBy } from '../access/actor.js';
import type { Caller, RequestContext, UserCaller } from '../access/caller.js';
import { ApiKeysService } from '../access/api-keys.service.js';
import { OperatorSessions } from '../access/credentials.js';
import { AuditService } from '../audit/audit.service.js';
import { UserStanding } from '../auth/user-standing.js';
import { Clock } from '../common/clock.js';
import { errors } from '../common/errors.js';
import { newSecret } from '../common/ids.js';
import { SecretFiles } from '../common/secret-files.js';
import { Database } from '../database/database.js';
import { EVERY_FILE, FileGate, type FileRule } from './file-gate.js';
import { FilesService } from './files.service.js';
import type { VersionRow } from './files.sql.js';

const SECRET_FILE = 'storage-links';

/** What a link says and its signature covers. */
interface LinkTerms {
  bucket: string;
  id: string;
  by: string;
  expires: number;
  version: number | undefined;
}

/** The secret that signs links. Changing it ends all of them. */
export class LinkSecret {
  constructor(readonly value: string) {}

  static async open(files: SecretFiles): Promise<LinkSecret> {
    return new LinkSecret(await files.readOrMake(SECRET_FILE, newSecret));
  }
}

/**
 * Signed links: whoever has one may read one file for a while, as far as the one who made it still
 * may. So a link ends with its time, its file, and the account or key behind it.
 */
@Injectable()
export class LinksService {
  constructor(
    private readonly secret: LinkSecret,
    private readonly files: FilesService,
    private readonly gate: FileGate,
    private readonly users: UserStanding,
    private readonly keys: ApiKeysService,
    private readonly operators: OperatorSessions,
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly audit: AuditService,
  ) {}

  /**
   * Makes a link to any file, for an operator or a secret key. The link shows the file to whoever
   * has it, so the audit log tells who made it.
   */
  async signAny(
    context: RequestContext,
    bucket: string,
    id: string,
    wish: SignLink,
  ): Promise<SignedLink> {
    const link = this.signBy(EVERY_FILE, context, bucket, id, wish);
    await this.database.write((db) =>
      this.audit.append(db, {
        action: 'file.link',
        ...auditedBy(context),
        resource: 'file',
        resourceId: id,
        metadata: { bucket, expiresAt: link.expiresAt },
      }),
    );
    return link;
  }

  /** Makes a link to a file that the caller may read. */
  sign(context: RequestContext, bucket: string, id: string, wish: SignLink): SignedLink {
    return this.signBy(this.gate.rule(context, bucket, 'read'), context, bucket, id, wish);
  }

  private signBy(
    rule: FileRule,
    { caller }: RequestContext,
    bucket: string,
    id: string,
    { expiresIn = LINK_SECONDS, version }: NonNullable<SignLink> = {},
  ): SignedLink {
    this.files.versionBy(rule, bucket, id, version);
    const expires = Math.floor(this.clock.now() / 1000) + expiresIn;
    const terms = { bucket, id, by: issuerOf(caller), expires, version };
    const query = new URLSearchParams({ by: terms.by, expires: String(expires) });
    if (version !== undefined) query.set('version', String(version));
    query.set('signature', this.signature(terms).toString('base64url'));
    return {
      url: `/storage/signed/${bucket}/${id}?${query.toString()}`,
      expiresAt: new Date(expires * 1000).toISOString(),
    };
  }

  /** The version that a link shows. */
  open(bucket: string, id: string, link: OpenLink): VersionRow {
    const { signature, by, expires, version } = link;
    const expected = this.signature({ bucket, id, by, expires, version });
    const given = Buffer.from(signature, 'base64url');
    const genuine = given.length === expected.length && timingSafeEqual(given, expected);
    if (!genuine || expires * 1000 <= this.clock.now()) throw invalidLink();
    return this.files.versionBy(this.ruleOf(by, bucket), bucket, id, version);
  }

  /** What the one who made the link may read now. */
  private ruleOf(by: string, bucket: string): FileRule {
    const [kind, id = ''] = by.split(':', 2);
    if (kind === 'operator') {
      if (!this.operators.stands(id)) throw invalidLink();
      return EVERY_FILE;
    }
    if (kind === 'key') {
      if (!this.keys.isActive(id)) throw invalidLink();
      return EVERY_FILE;
    }
    const user = this.users.find(id);
    if (user === undefined) throw invalidLink();
    const caller: UserCaller = {
      kind: 'user',
      ...user,
      sessionId: '',
      until: this.clock.now(),
      mustChangePassword: false,
    };
    return this.gate.rule({ caller }, bucket, 'read');
  }

  private signature({ bucket, id, by, expires, version }: LinkTerms): Buffer {
    return createHmac('sha256', this.secret.value)
      .update(JSON.stringify(['storage-link', bucket, id, by, expires, version ?? null]))
      .digest();
  }
}

function issuerOf(caller: Caller): string {
  if (caller.kind === 'guest') throw errors.invalidToken();
  return `${caller.kind}:${caller.id}`;
}

const invalidLink = () => errors.forbidden('This link is not valid or has expired');
