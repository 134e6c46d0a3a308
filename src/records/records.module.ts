import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { SecretFiles } from '../common/secret-files.js';
import { DataFolder } from '../database/data-folder.js';
import { ChangeLog } from './changes/change-log.js';
import { ChangeReader } from './changes/change-reader.js';
import { EventHub } from './changes/event-hub.js';
import { Retention } from './changes/retention.js';
import { SubscriptionsService } from './changes/subscriptions.service.js';
import { RulesModule } from '../rules/rules.module.js';
import { CollectionsService } from './collections.service.js';
import { Expansions } from './expand/expansions.js';
import { RecordExport } from './record-export.js';
import { RecordGate } from './record-gate.js';
import { KnownTotals } from './list/known-totals.js';
import { RecordListService } from './list/record-list.service.js';
import { IndexesService } from './indexes/indexes.service.js';
import { RecordStates } from './record-states.js';
import { RecordGrantsController } from './record-grants.controller.js';
import { RecordGrantsService } from './record-grants.service.js';
import { RecordEraser } from './record-eraser.js';
import { RecordHolders } from './record-holders.js';
import { RecordStore } from './record-store.js';
import { RecordWriter } from './record-writer.js';
import { RecordsController } from './records.controller.js';
import { AggregateController } from './typed/aggregate.controller.js';
import { Aggregates } from './typed/aggregates.js';
import { RecordHistory } from './typed/record-history.js';
import { RecordHistoryController } from './typed/record-history.controller.js';
import { RecordShape } from './typed/record-shape.js';
import { RelationLinks } from './typed/relation-links.js';
import { SchemaReports } from './typed/schema-report.js';
import { UniqueValues } from './typed/unique-values.js';
import { TypedSettings } from './typed/typed-settings.js';
import { SearchIndex } from './search/search-index.js';
import { SearchCursors } from './search/search-cursor.js';
import { Searches } from './search/searches.js';
import { Builder } from './upkeep/builder.js';
import { Declarations } from './upkeep/declarations.js';
import { UpkeepService } from './upkeep/upkeep.service.js';
import { RecordsService } from './records.service.js';
import { UserRecords } from './user-records.js';

/** Collections and their records. */
@Module({
  imports: [AuthModule, RulesModule],
  controllers: [
    AggregateController,
    RecordHistoryController,
    RecordGrantsController,
    RecordsController,
  ],
  providers: [
    Aggregates,
    RecordHistory,
    RecordShape,
    SchemaReports,
    TypedSettings,
    CollectionsService,
    Expansions,
    IndexesService,
    Builder,
    Declarations,
    UpkeepService,
    UniqueValues,
    RelationLinks,
    SearchIndex,
    {
      provide: SearchCursors,
      inject: [DataFolder],
      useFactory: (folder: DataFolder) => SearchCursors.open(new SecretFiles(folder.path)),
    },
    Searches,
    ChangeLog,
    ChangeReader,
    EventHub,
    Retention,
    SubscriptionsService,
    RecordExport,
    RecordGate,
    KnownTotals,
    RecordListService,
    RecordStates,
    RecordGrantsService,
    RecordEraser,
    RecordHolders,
    RecordStore,
    RecordWriter,
    RecordsService,
    UserRecords,
  ],
  exports: [
    RecordHistory,
    CollectionsService,
    RecordGrantsService,
    RecordsService,
    RecordListService,
    RecordExport,
    RecordGate,
    RecordStates,
    SubscriptionsService,
  ],
})
export class RecordsModule {}
