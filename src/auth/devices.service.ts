import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { Connection } from '../database/connection.js';
import { Database } from '../database/database.js';
import type { Client } from './client.js';
import { isIssuedDevice, isKnownDevice, rememberDevice } from './devices.sql.js';
import { SessionValues } from './session-values.js';
import type { UserRow } from './users.sql.js';

const VALUE = /^[A-Za-z0-9_-]{43}$/;

/**
 * Knows which devices have signed a user in before. They carry a value of 256 bits, kept hashed;
 * it opens nothing and only gives its device a budget of failures of its own.
 */
@Injectable()
export class DevicesService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly values: SessionValues,
  ) {}

  /** The budget of a device that this user has signed in on; `undefined` for a strange one. */
  budgetOf({ device }: Client, user: UserRow | undefined): string | undefined {
    if (user === undefined || device === undefined || !VALUE.test(device)) return undefined;
    const hash = this.values.hash(device);
    const known = this.database.read((db) => isKnownDevice(db, user.id, hash));
    return known ? `device:${user.id}:${hash}` : undefined;
  }

  /**
   * Remembers the device inside the write of a sign-in: by the value that it brings, if it has it
   * from here (several people may share a device), else by a fresh one. Answers the value.
   */
  remember(db: Connection, userId: string, brought: string | undefined, fresh: string): string {
    const issued = brought !== undefined && isIssuedDevice(db, this.values.hash(brought));
    const value = issued ? brought : fresh;
    rememberDevice(db, userId, this.values.hash(value), this.clock.now());
    return value;
  }
}
