import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { Public } from '../access/declare-access.js';
import { TicketService } from './ticket.service.js';

const TicketQuery = z.strictObject({ ticket: z.string().max(4096) });
type TicketQuery = z.infer<typeof TicketQuery>;

@ApiTags('operators')
@Controller('operator/ticket')
export class TicketController {
  constructor(private readonly tickets: TicketService) {}

  /** Opens the dashboard for an operator of the control plane. A ticket works once. */
  @Get()
  @Public({ raw: true })
  @ApiOperation({ summary: 'Redeems a ticket of the control plane and opens the dashboard' })
  @ApiResponse({ status: 303, description: 'Signed in; on to the dashboard' })
  redeem(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query({ schema: TicketQuery }) { ticket }: TicketQuery,
  ) {
    return this.tickets.redeem(request, reply, ticket);
  }
}
