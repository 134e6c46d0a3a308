import { Controller, Get } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { RequiresMaster } from '../access/declare-access.js';
import { InstanceTelemetryService } from './telemetry.service.js';

/** What this instance did, for the control plane. */
@ApiExcludeController()
@Controller('internal/telemetry')
export class TelemetryController {
  constructor(private readonly telemetry: InstanceTelemetryService) {}

  @Get()
  @RequiresMaster()
  read() {
    return this.telemetry.read();
  }
}
