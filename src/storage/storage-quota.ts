import { Injectable } from '@nestjs/common';
import { errors } from '../common/errors.js';
import { Database } from '../database/database.js';
import { SettingsService } from '../settings/settings.service.js';
import { storedBytes } from './files.sql.js';

/** Room that one upload has taken so far. */
export interface Room {
  /** @throws AppError `INSUFFICIENT_STORAGE` when the app's quota has no such room */
  take(bytes: number): void;
  /** Gives everything back: the bytes are counted as stored from now on, or gone. */
  free(): void;
}

/** The app's quota for files. Uploads on their way count, so that many at once do not pass it. */
@Injectable()
export class StorageQuota {
  private underway = 0;

  constructor(
    private readonly database: Database,
    private readonly settings: SettingsService,
  ) {}

  reserve(): Room {
    let taken = 0;
    return {
      take: (bytes) => {
        taken += bytes;
        this.underway += bytes;
        this.check();
      },
      free: () => {
        this.underway -= taken;
        taken = 0;
      },
    };
  }

  private check(): void {
    const quota = this.settings.current.storageQuotaBytes;
    if (quota === 0) return;
    if (this.database.read(storedBytes) + this.underway <= quota) return;
    throw errors.insufficientStorage('The storage quota of this app is used up');
  }
}
