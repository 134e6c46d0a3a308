import { getHeapStatistics } from 'node:v8';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { errors } from '../common/errors.js';

/** A body costs several times its size while it is read, parsed, checked and written. */
const SHARE_OF_HEAP = 1 / 10;
/** Smaller ones are not worth counting. */
const SMALL_BYTES = 16 * 1024;
const RETRY_SECONDS = 1;

/**
 * Counts the bytes of the bodies that are being worked on, and refuses the next one when they would
 * take the memory that everything else needs. Uploads are streamed and not counted.
 */
export function registerBodyBudget(fastify: FastifyInstance): void {
  const budget = getHeapStatistics().heap_size_limit * SHARE_OF_HEAP;
  let taken = 0;
  fastify.addHook('onRoute', (route) => {
    if (route.config?.takesBody !== true || route.config.upload === true) return;
    const before = [route.onRequest ?? []].flat();
    route.onRequest = [
      ...before,
      (request, reply, done) => {
        const bytes = sizeOf(request);
        if (bytes <= SMALL_BYTES) {
          done();
          return;
        }
        if (taken > 0 && taken + bytes > budget) {
          done(errors.unavailable('Too many large requests at once', RETRY_SECONDS));
          return;
        }
        taken += bytes;
        reply.raw.once('close', () => {
          taken -= bytes;
        });
        done();
      },
    ];
  });
}

/** What the request says, or the most that its route takes where it says nothing. */
function sizeOf({ headers, routeOptions }: FastifyRequest): number {
  const most = routeOptions.bodyLimit ?? 0;
  const told = headers['content-length'];
  if (told === undefined) return headers['transfer-encoding'] === undefined ? 0 : most;
  // More than the route takes is refused before a byte of it is kept: it must hold nobody up.
  return Number(told) > most ? 0 : Number(told);
}
