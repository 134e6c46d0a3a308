import { Controller } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RequiresAdmin } from '../access/declare-access.js';
import { historyRoutes } from '../records/typed/history-routes.js';

/** The versions of the records of all users, for operators and servers. */
@ApiTags('admin: records')
@Controller('admin/collections/:collection/records/:id/history')
export class AdminHistoryController extends historyRoutes({
  reads: () => RequiresAdmin('records:read'),
  restores: () => RequiresAdmin('records:write', 'operator'),
  of: 'a record of any user',
}) {}
