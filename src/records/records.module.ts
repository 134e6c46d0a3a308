import { Module } from '@nestjs/common';
import { ChangeLog } from './changes/change-log.js';
import { ChangeReader } from './changes/change-reader.js';
import { EventHub } from './changes/event-hub.js';
import { Retention } from './changes/retention.js';
import { SubscriptionsService } from './changes/subscriptions.service.js';
import { RecordGate } from './record-gate.js';
import { RecordListService } from './record-list.service.js';
import { RecordWriter } from './record-writer.js';
import { RecordsController } from './records.controller.js';
import { RecordsService } from './records.service.js';

/** Collections and their records. */
@Module({
  controllers: [RecordsController],
  providers: [
    ChangeLog,
    ChangeReader,
    EventHub,
    Retention,
    SubscriptionsService,
    RecordGate,
    RecordListService,
    RecordWriter,
    RecordsService,
  ],
  exports: [RecordsService, RecordListService, RecordGate],
})
export class RecordsModule {}
