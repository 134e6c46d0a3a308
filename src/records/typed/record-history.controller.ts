import { Controller } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RequiresKeyAndUser } from '../../access/declare-access.js';
import { historyRoutes } from './history-routes.js';

/** The versions of records, for those who may read them. */
@ApiTags('database')
@Controller('db/collections/:collection/:id/history')
export class RecordHistoryController extends historyRoutes({
  reads: () => RequiresKeyAndUser({ guest: true }),
  restores: () => RequiresKeyAndUser(),
  of: 'a record',
}) {}
