import { Injectable } from '@nestjs/common';
import type { Grants } from '@appbase-pfe/types';
import { errors } from '../common/errors.js';
import type { Connection } from '../database/connection.js';
import type { Source } from '../filter/compile-filter.js';
import type { GrantLevel } from '../filter/ast.js';
import { concat, type Sql, sql } from '../filter/sql.js';
import type { Container } from './rules.service.js';
import { SQL } from './rules.sql.js';

/** One record or file. */
export interface Item {
  kind: Container;
  container: string;
  id: string;
}

const LEVELS = ['read', 'write'] as const;

/** To whom records and files are opened beyond their owners. */
@Injectable()
export class GrantsService {
  of(db: Connection, { kind, container, id }: Item): Grants {
    const grants: Grants = { read: [], write: [] };
    const rows = db.all<{ level: 'read' | 'write'; principal: string }>(
      SQL.grants,
      kind,
      container,
      id,
    );
    for (const { level, principal } of rows) grants[level].push(principal);
    return grants;
  }

  /** Inside a write: puts these grants in the place of those that were. */
  replace(db: Connection, item: Item, grants: Grants): Grants {
    const { kind, container, id } = item;
    db.run(SQL.forgetGrants, kind, container, id);
    for (const level of LEVELS) {
      for (const [index, principal] of grants[level].entries()) {
        requireExists(db, principal, `${level}.${index}`);
        db.run(SQL.addGrant, kind, container, id, level, principal);
      }
    }
    return this.of(db, item);
  }

  /** Inside a write that removes the item. */
  forget(db: Connection, { kind, container, id }: Item): void {
    db.run(SQL.forgetGrants, kind, container, id);
  }

  /** Inside a write that removes a whole collection or bucket. */
  forgetAll(db: Connection, kind: Container, container: string): void {
    db.run(SQL.forgetAllGrants, kind, container);
  }

  /** Selects the ids of what is granted to one of the principals (a JSON array of names). */
  grantedItems(kind: Container, container: string, level: GrantLevel, principals: string): Sql {
    const least = level === 'write' ? " AND g.level = 'write'" : '';
    return sql(
      `SELECT g.item FROM grants g
       WHERE g.principal IN (SELECT value FROM json_each(?)) AND g.kind = ?
         AND g.container = ?${least}`,
      principals,
      kind,
      container,
    );
  }

  /** How the SQL of rules looks grants up: by who asks, not record by record. */
  source(kind: Container, container: string, data: string): Source {
    return {
      data,
      granted: (level, principals) =>
        concat('r.id IN (', this.grantedItems(kind, container, level, principals), ')'),
    };
  }

  /** The same for a few items that are named: item by item, however much else is granted. */
  sourceOfNamed(kind: Container, container: string, data: string): Source {
    return {
      data,
      granted: (level, principals) => {
        const least = level === 'write' ? " AND g.level = 'write'" : '';
        return sql(
          `EXISTS (SELECT 1 FROM grants g WHERE g.kind = ? AND g.container = ? AND g.item = r.id
             AND g.principal IN (SELECT value FROM json_each(?))${least})`,
          kind,
          container,
          principals,
        );
      },
    };
  }
}

function requireExists(db: Connection, principal: string, path: string): void {
  const [kind, name] = principal.split(':', 2);
  const query = kind === 'user' ? SQL.userExists : SQL.groupExists;
  if (db.get(query, name) === undefined) throw errors.invalid(path, `there is no such ${kind}`);
}
