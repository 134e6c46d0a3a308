import { Module } from '@nestjs/common';
import { AppEvents } from './app-events.js';
import { AppEventsController } from './app-events.controller.js';
import { AppGrants } from './app-grants.js';
import { AppGrantsController } from './app-grants.controller.js';
import { EventStreams } from './event-streams.js';
import { AppFolders } from './app-folders.js';
import { AppLifecycle } from './app-lifecycle.js';
import { AppLifecycleController } from './app-lifecycle.controller.js';
import { AppRequests } from './app-requests.js';
import { AppWait } from './app-wait.js';
import { AppsController } from './apps.controller.js';
import { AppsNews } from './apps-news.js';
import { AppsService } from './apps.service.js';
import { AppsStore } from './apps-store.js';
import { DataDiskSpace, DiskSpace } from './disk-space.js';
import { MasterIdentity } from './master-identity.js';
import { MasterKeysController } from './master-keys.controller.js';
import { Ports } from './ports.js';

/** The apps of this installation: what is registered and what each shall be. */
@Module({
  controllers: [
    AppsController,
    AppLifecycleController,
    AppEventsController,
    AppGrantsController,
    MasterKeysController,
  ],
  providers: [
    AppsStore,
    AppsNews,
    AppEvents,
    AppFolders,
    Ports,
    { provide: DiskSpace, useClass: DataDiskSpace },
    MasterIdentity,
    AppsService,
    AppLifecycle,
    AppWait,
    AppRequests,
    AppGrants,
    EventStreams,
  ],
  exports: [
    AppsStore,
    AppsNews,
    AppEvents,
    AppFolders,
    Ports,
    DiskSpace,
    MasterIdentity,
    AppsService,
    AppWait,
    AppGrants,
  ],
})
export class TenancyModule {}
