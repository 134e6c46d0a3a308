import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { signInOperator, startTestInstance, type TestInstance } from '../support/instance.js';

describe('/docs', () => {
  let instance: TestInstance;
  const http = () => supertest(instance.url);

  beforeAll(async () => {
    instance = await startTestInstance();
  });
  afterAll(() => instance.destroy());

  it('serves Swagger UI from this machine alone, without inline scripts (ASVS 3.4.3)', async () => {
    const page = await http().get('/docs');
    expect(page.status).toBe(200);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.headers['content-security-policy']).toMatch(
      /^default-src 'none'; script-src 'self';/,
    );
    expect(page.text).not.toMatch(/https?:|\/\/|<script>/);
    const loaded = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path!);
    expect(loaded).toHaveLength(5);
    for (const path of loaded) {
      const file = await http().get(path);
      expect(file.status).toBe(200);
      expect(file.headers['content-type']).toMatch(
        path.endsWith('.js') ? 'text/javascript' : /^(text\/css|image\/png)/,
      );
    }
  });

  it('serves nothing else of the package (list 4 row 3)', async () => {
    for (const name of ['index.html', 'package.json', '..%2fpackage.json', '__proto__', 'x']) {
      const answer = await http().get(`/docs/assets/${name}`);
      expect(answer.status).toBe(404);
      expect(answer.body.error.code).toBe('NOT_FOUND');
    }
  });

  it('describes the API in OpenAPI 3.1', async () => {
    const answer = await http().get('/docs/json');
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(answer.body).toMatchObject({ openapi: '3.1.0', servers: [{ url: '/' }] });
    expect(Object.keys(answer.body.components.securitySchemes).sort()).toEqual([
      'accessToken',
      'apiKey',
      'operatorSession',
    ]);
    const page = answer.body.paths['/admin/audit-log'].get.parameters[0];
    expect(page).toEqual({
      name: 'limit',
      in: 'query',
      required: false,
      schema: { type: 'integer', minimum: 1 },
    });
  });

  it('can be switched off (ASVS 13.4.5)', async () => {
    const owner = await signInOperator(instance);
    await http().patch('/admin/settings').set(owner).send({ docs: false }).expect(200);
    for (const path of ['/docs', '/docs/json', '/docs/assets/swagger-ui.css']) {
      expect((await http().get(path)).status).toBe(404);
    }
    await http().patch('/admin/settings').set(owner).send({ docs: true }).expect(200);
    expect((await http().get('/docs')).status).toBe(200);
  });
});
