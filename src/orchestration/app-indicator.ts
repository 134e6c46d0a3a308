import { Agent, get } from 'node:http';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';

/** How long an instance may take to answer. */
export const ANSWER_LIMIT_MS = 2000;

interface Answer {
  status: number;
  body: string;
}

/** The Terminus indicator of an app: whether its instance answers, and whether it is ready. */
@Injectable()
export class AppIndicator implements OnModuleDestroy {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 2 });

  constructor(private readonly indicators: HealthIndicatorService) {}

  onModuleDestroy(): void {
    this.agent.destroy();
  }

  /** `/health/live`: the process answers. The only thing that may cause a restart. */
  async live(slug: string, address: string): Promise<HealthIndicatorResult> {
    const session = this.indicators.check(slug);
    try {
      const { status } = await this.ask(address, '/health/live');
      return status === 200 ? session.up() : session.down(`/health/live answered ${status}`);
    } catch (error) {
      return session.down((error as Error).message);
    }
  }

  /** `/health/ready`: it may get traffic. `undefined` when it is, else why not. */
  async whyNotReady(address: string): Promise<string | undefined> {
    try {
      const { status, body } = await this.ask(address, '/health/ready');
      // A program from before this route is ready as soon as it lives.
      return status === 200 || status === 404 ? undefined : `It is not ready: ${explain(body)}`;
    } catch (error) {
      return (error as Error).message;
    }
  }

  private ask(address: string, path: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const signal = AbortSignal.timeout(ANSWER_LIMIT_MS);
      const fail = (error: Error) =>
        reject(signal.aborted ? new Error(`No answer within ${ANSWER_LIMIT_MS / 1000} s`) : error);
      const request = get(`http://${address}${path}`, { agent: this.agent, signal }, (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => (body = (body + part).slice(0, 2000)));
        response.on('error', fail);
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
      });
      request.on('error', fail);
    });
  }
}

/** The names of the checks that failed, from a health answer. */
function explain(body: string): string {
  try {
    const { checks } = JSON.parse(body) as { checks?: Record<string, { status?: string }> };
    const failed = Object.entries(checks ?? {}).filter(([, check]) => check.status !== 'up');
    return failed.length === 0 ? 'it does not say why' : failed.map(([name]) => name).join(', ');
  } catch {
    return 'it does not say why';
  }
}
