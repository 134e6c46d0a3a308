import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ERROR_STATUS } from '@appbase-pfe/types';
import { startTestInstance, type TestInstance } from '../support/instance.js';

describe('every answer', () => {
  let instance: TestInstance;
  beforeAll(async () => {
    instance = await startTestInstance();
  });
  afterAll(() => instance.destroy());

  it.each([
    ['GET', '/health', 200],
    ['GET', '/docs', 200],
    ['GET', '/docs/json', 200],
    ['GET', '/.well-known/jwks.json', 200],
    ['GET', '/nothing', 404],
    ['DELETE', '/health', 405],
    ['GET', '/admin/users', 401],
    ['GET', '/health/%zz', 400],
    ['POST', '/auth/login', 400],
  ])(
    '%s %s has the headers that protect (ASVS 3.4.3–3.4.6, 4.1.1)',
    async (method, path, status) => {
      const answer = await fetch(instance.url + path, { method });
      expect(answer.status).toBe(status);
      const { headers } = answer;
      expect(headers.get('content-security-policy')).toMatch(/default-src 'none'/);
      expect(headers.get('content-security-policy')).toMatch(/frame-ancestors 'none'/);
      expect(headers.get('content-security-policy')).not.toMatch(/script-src[^;]*unsafe/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('content-type')).toMatch(/charset=utf-8$/);
      expect(headers.get('x-request-id')).toMatch(/^[A-Za-z0-9._-]{1,64}$/);
      expect(headers.get('server')).toBeNull();
      expect(headers.get('x-powered-by')).toBeNull();
    },
  );
});

describe('docs/errors.md', () => {
  it('has every error code with its status, and no other', () => {
    const text = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8');
    const rows = [...text.matchAll(/^\| `([A-Z_]+)` *\| (\d{3}) *\|/gm)];
    expect(Object.fromEntries(rows.map(([, code, status]) => [code, Number(status)]))).toEqual(
      ERROR_STATUS,
    );
  });
});
