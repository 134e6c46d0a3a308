import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { findUser } from './users.sql.js';

/** Tells of users who are not calling: whether what they once allowed still holds. */
@Injectable()
export class UserStanding {
  constructor(private readonly database: Database) {}

  /** The user, unless the account is banned or gone. */
  find(id: string): { id: string; email: string } | undefined {
    const row = this.database.read((db) => findUser(db, id));
    if (row === undefined || row.banned === 1) return undefined;
    return { id: row.id, email: row.email };
  }
}
