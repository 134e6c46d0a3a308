import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { HeavyWork } from '../common/heavy-work.js';
import { LOGGER, type Logger } from '../common/log-token.js';
import { DataFolder, type DataFolderKind } from './data-folder.js';
import { Database } from './database.js';
import { Inspections } from './inspections.js';
import { type DatabaseOptions, openDatabase } from './open-database.js';

/** The data folder and the one door to its SQLite file, for every module. */
@Module({})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(DataFolder) private readonly folder: DataFolder,
    @Inject(LOGGER) logger: Logger,
  ) {
    database.onFailure((error) =>
      logger.fatal({ err: error }, 'the database has stopped: check the disk'),
    );
  }

  static forRoot(
    path: string,
    kind: DataFolderKind,
    schema: Pick<DatabaseOptions, 'entities' | 'migrations'>,
  ): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      providers: [
        { provide: DataFolder, useFactory: () => DataFolder.open(path, kind) },
        {
          provide: Database,
          inject: [DataFolder, HeavyWork],
          useFactory: (folder: DataFolder, heavy: HeavyWork) =>
            openDatabase({ file: folder.databaseFile, heavy, ...schema }),
        },
        Inspections,
      ],
      exports: [Database, DataFolder, Inspections],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.database.close();
    this.folder.release();
  }
}
