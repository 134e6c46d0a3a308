import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import type { InstanceTelemetry } from '@appbase-pfe/types';
import { Database } from '../database/database.js';
import { RequestCounter } from './request-counter.js';

/** Counts of users and bytes are taken anew at most this often. */
const COUNT_EVERY_MS = 10_000;

/** Counts requests as they are answered, and what is stored when somebody asks. */
@Injectable()
export class InstanceTelemetryService implements OnModuleInit {
  private readonly counter = new RequestCounter();
  private stored: { at: number; users: number; storageBytes: number } | undefined;

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly database: Database,
  ) {}

  onModuleInit(): void {
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    fastify.addHook('onResponse', (request, reply, done) => {
      const url = request.routeOptions.url ?? '';
      // What the control plane itself asks is no traffic of the app; a stream has no latency.
      const counts = !/^\/(health|internal)|\/subscribe$/.test(url);
      if (counts) {
        this.counter.note(reply.statusCode, reply.elapsedTime);
      }
      done();
    });
  }

  read(): InstanceTelemetry {
    const { users, storageBytes } = this.countStored();
    return {
      ...this.counter.totals,
      users,
      storageBytes,
      memoryBytes: process.memoryUsage.rss(),
    };
  }

  private countStored(): { users: number; storageBytes: number } {
    const now = Date.now();
    if (this.stored !== undefined && now - this.stored.at < COUNT_EVERY_MS) return this.stored;
    this.stored = this.database.read((db) => ({
      at: now,
      users: db.get<{ n: number }>('SELECT count(*) AS n FROM users')!.n,
      storageBytes:
        (db.get<{ n: number | null }>('SELECT sum(total_bytes) AS n FROM buckets')!.n ?? 0) +
        db.get<{ n: number }>(
          'SELECT page_count * page_size AS n FROM pragma_page_count, pragma_page_size',
        )!.n,
    }));
    return this.stored;
  }
}
