import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import fc from 'fast-check';
import {
  type ApiDocument,
  type FuzzedRequest,
  type Operation,
  requestsFor,
  withKnownIds,
} from '../support/fuzz/requests.js';
import type { Schema } from '../support/fuzz/schema-values.js';
import {
  signInOperator,
  signUp,
  startTestInstance,
  type TestInstance,
} from '../support/instance.js';

/** 20,000 or more on demand (`FUZZ_REQUESTS=20000`); fewer when all tests run. */
const REQUESTS = Number(process.env['FUZZ_REQUESTS'] ?? 2_000);
const SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 1_000_000_000);
const MAX_KNOWN = 300;
const ID = /^[A-Za-z0-9_-]{8,64}$/;

/** They would take the ground from under the others. */
const LEFT_OUT = [
  'POST /operator/logout',
  'DELETE /operators/{id}',
  'PATCH /operators/{id}',
  'DELETE /admin/api-keys/{id}',
  'POST /admin/api-keys/{id}/rotate',
];
/** Their answers are no documents and may not end. */
const STREAMS = /text\/event-stream|application\/zip|application\/octet-stream/;

describe('requests made from the API document (reliability: HTTP fuzz)', () => {
  let instance: TestInstance;
  let document: ApiDocument;
  let answers: Answers;
  let credentials: Record<string, string>;
  let settings: string;
  const faults: string[] = [];
  const statuses = new Map<number, number>();
  const known: string[] = [];
  const own = new Set<string>();

  beforeAll(async () => {
    instance = await startTestInstance();
    document = (await (await fetch(`${instance.url}/docs/json`)).json()) as ApiDocument;
    answers = new Answers(document);
    const { user, token, headers } = await signUp(instance);
    const claims = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as {
      sid: string;
    };
    own.add(user.id).add(claims.sid);
    credentials = { ...(await signInOperator(instance)), ...headers };
    const current = await fetch(`${instance.url}/admin/settings`, { headers: operator() });
    const { data } = (await current.json()) as { data: { throttling: object } };
    // The throttles would soon be all that answers.
    data.throttling = { ...data.throttling, attemptsPerMinute: 100_000 };
    settings = JSON.stringify(data);
    await restore();
  });
  afterAll(() => instance.destroy());

  const operator = () => {
    const { 'x-api-key': _, ...rest } = credentials;
    return rest;
  };
  const restore = () =>
    fetch(`${instance.url}/admin/settings`, {
      method: 'PATCH',
      headers: { ...operator(), 'content-type': 'application/json' },
      body: settings,
    });

  const send = async (request: FuzzedRequest) => {
    const { method, path, query, headers, body } = request;
    const opensData = /^\/(db|storage|auth|groups|users)/.test(path);
    const abort = new AbortController();
    const target = `${instance.url}${path}${query === '' ? '' : `?${query}`}`;
    const answer = await fetch(target, {
      method,
      headers: { ...(opensData ? credentials : operator()), ...headers },
      ...(body === undefined ? {} : { body: body.toWellFormed() }),
      signal: abort.signal,
    });
    const type = answer.headers.get('content-type') ?? '';
    const text = STREAMS.test(type) ? undefined : await answer.text();
    abort.abort();
    return { status: answer.status, type, text };
  };

  /** Ids that answers name are asked for later; what this test stands on is not among them. */
  const remember = (text: string) => {
    for (const [, id] of text.matchAll(/"(?:id|ownerId|userId)":"([^"]+)"/g)) {
      if (!ID.test(id!) || own.has(id!)) continue;
      if (known.length < MAX_KNOWN) known.push(id!);
      else known[Math.floor(Math.random() * MAX_KNOWN)] = id!;
    }
  };

  it(
    `answers ${REQUESTS} of them without a 5xx, and every body matches its schema (seed ${SEED})`,
    async () => {
      const operations = Object.entries(document.paths).flatMap(([route, item]) =>
        Object.keys(item)
          .filter((method) => !LEFT_OUT.includes(`${method.toUpperCase()} ${route}`))
          .map((method) => requestsFor(document, method, route)),
      );
      const requests = fc.sample(fc.oneof(...operations), { numRuns: REQUESTS, seed: SEED });
      for (const made of requests) {
        const request = withKnownIds(made, known);
        const answer = await send(request);
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        const fault = answers.faultOf(request, answer);
        if (fault !== undefined && faults.length < 20) {
          faults.push(`${short(request)} → ${answer.status}: ${fault}`);
        }
        if (answer.status < 300 && answer.text !== undefined) remember(answer.text);
        if (request.route === '/admin/settings' && answer.status === 200) await restore();
      }
      expect(faults).toEqual([]);
      // It is no test when everything is refused at the door.
      const share = (status: number) => (statuses.get(status) ?? 0) / REQUESTS;
      expect(share(200) + share(201)).toBeGreaterThan(0.15);
      expect(share(401)).toBeLessThan(0.05);
      expect(share(429)).toBeLessThan(0.05);
      expect((await fetch(`${instance.url}/health/ready`)).status).toBe(200);
    },
    120_000 + REQUESTS * 20,
  );
});

const short = ({ method, path, query, body }: FuzzedRequest) =>
  `${method} ${path}?${query} ${body ?? ''}`.slice(0, 600);

/** What the document says of answers, as a check that allows nothing that it does not name. */
class Answers {
  private readonly ajv: Ajv2020;
  private readonly known = new Map<string, ValidateFunction>();

  constructor(private readonly document: ApiDocument) {
    this.ajv = new Ajv2020({ strict: false, allErrors: false });
    (ajvFormats as unknown as (to: Ajv2020) => void)(this.ajv);
    const components = structuredClone(document.components);
    for (const schema of Object.values(components.schemas)) close(schema);
    this.ajv.addSchema({ $id: 'document', components });
  }

  faultOf(
    { method, route }: FuzzedRequest,
    { status, type, text }: { status: number; type: string; text: string | undefined },
  ): string | undefined {
    if (status >= 500) return `5xx: ${text}`;
    const { responses } = this.document.paths[route]![method.toLowerCase()]!;
    const declared = (responses[status] ?? responses['default'])?.content ?? {};
    const [media] = type.split(';');
    if (status === 304 || status === 302 || status === 416) return undefined;
    if (declared[media!] === undefined) return `${type} is not declared`;
    if (media !== 'application/json') return undefined;
    const validate = this.validator(`${method} ${route} ${status}`, responses, status);
    const body = JSON.parse(text!) as unknown;
    if (validate(body)) return undefined;
    return `${JSON.stringify(validate.errors)} in ${text!.slice(0, 300)}`;
  }

  private validator(
    name: string,
    responses: Operation['responses'],
    status: number,
  ): ValidateFunction {
    const found = this.known.get(name);
    if (found !== undefined) return found;
    const { content = {} } = (responses[status] ?? responses['default'])!;
    const schema = structuredClone(content['application/json']?.schema ?? {});
    close(schema);
    const text = JSON.stringify(schema).replaceAll('"#/components/', '"document#/components/');
    const validate = this.ajv.compile(JSON.parse(text) as object);
    this.known.set(name, validate);
    return validate;
  }
}

/** An answer has the fields that are declared and no others (ASVS 15.3.1). */
function close(schema: Schema): void {
  if (schema.properties !== undefined) schema.additionalProperties ??= false;
  const parts = [
    ...Object.values(schema.properties ?? {}),
    ...(schema.anyOf ?? []),
    ...(schema.items === undefined ? [] : [schema.items]),
    ...(typeof schema.additionalProperties === 'object' ? [schema.additionalProperties] : []),
  ];
  for (const part of parts) close(part);
}
