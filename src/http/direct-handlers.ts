import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Answers a request with text that is sent as it is. */
export type DirectHandler = (request: FastifyRequest, reply: FastifyReply) => string;

/**
 * Handlers of the busiest routes, which Fastify calls itself: Nest's router costs as much as all
 * the rest of a short read (ADR 0013). A route declares `direct: '<name>'`; its controller method
 * stays what documents it, and sets the handler of that name. The gate and the error filter hold
 * as for every route; parameters the handler checks itself.
 */
@Injectable()
export class DirectHandlers {
  private readonly handlers = new Map<string, DirectHandler>();

  set(name: string, handler: DirectHandler): void {
    this.handlers.set(name, handler);
  }

  get(name: string): DirectHandler {
    const handler = this.handlers.get(name);
    if (handler === undefined) throw new Error(`No direct handler "${name}" was set`);
    return handler;
  }
}
