import { Injectable } from '@nestjs/common';
import type { Connection } from '../database/connection.js';
import { paged } from '../database/paged.js';

/** A user as an export has one: nothing of the password is ever selected. */
export interface ExportedUser {
  id: string;
  email: string;
  banned: boolean;
  createdAt: string;
  updatedAt: string;
  /** JSON, or nothing. */
  customIdentity: string;
}

interface Row {
  id: string;
  email: string;
  custom_identity: string | null;
  banned: number;
  created_at: number;
  updated_at: number;
}

const PAGE = `SELECT id, email, custom_identity, banned, created_at, updated_at
  FROM users WHERE id > ? ORDER BY id LIMIT ?`;

/** Hands out all users, for an export. */
@Injectable()
export class UserExport {
  *all(db: Connection): Generator<ExportedUser> {
    const rows = paged<Row, string>(
      '',
      ({ id }) => id,
      (after, limit) => db.all(PAGE, after, limit),
    );
    for (const row of rows) {
      yield {
        id: row.id,
        email: row.email,
        banned: row.banned === 1,
        createdAt: new Date(row.created_at).toISOString(),
        updatedAt: new Date(row.updated_at).toISOString(),
        customIdentity: row.custom_identity ?? '',
      };
    }
  }
}
