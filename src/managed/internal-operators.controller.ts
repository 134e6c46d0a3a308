import { Body, Controller, Put } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { OperatorStandings } from '@appbase-pfe/types';
import { RequiresMaster } from '../access/declare-access.js';
import { StandingsService } from './standings.service.js';

/** Who may use this dashboard, told by the control plane. */
@ApiExcludeController()
@Controller('internal/operators')
export class InternalOperatorsController {
  constructor(private readonly standings: StandingsService) {}

  @Put()
  @RequiresMaster()
  set(@Body({ schema: OperatorStandings }) body: OperatorStandings) {
    return this.standings.apply(body);
  }
}
