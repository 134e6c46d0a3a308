import type { FastifyReply } from 'fastify';

/**
 * Sends the answers of one turn of the event loop together, after all of its requests have been
 * worked on. One by one, each answer wakes a client that has gone to sleep meanwhile, and waking
 * costs a short read more than its work (ADR 0013).
 */
export class AnswersOfATurn {
  private waiting: (() => void)[] = [];

  send(reply: FastifyReply, text: string): void {
    if (this.waiting.length === 0) setImmediate(() => this.flush());
    this.waiting.push(() => void reply.send(text));
  }

  private flush(): void {
    const { waiting } = this;
    this.waiting = [];
    for (const send of waiting) send();
  }
}
