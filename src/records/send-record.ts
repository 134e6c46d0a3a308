import type { FastifyReply } from 'fastify';
import { etagOf } from './etag.js';
import { type RecordAnswer, successJson } from './record-json.js';

/** Sets the headers of an answer that is JSON text already, and gives the text to send. */
export function sendRecord(reply: FastifyReply, answer: RecordAnswer): string {
  reply.header('content-type', 'application/json; charset=utf-8');
  if (answer.version !== undefined) reply.header('etag', etagOf(answer.version, answer.expanded));
  return successJson(answer.json);
}
