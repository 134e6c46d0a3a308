import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unsuitableNode } from './check-node.js';
import { InstanceConfig } from './config.js';

describe('InstanceConfig', () => {
  it('has the documented defaults', () => {
    expect(new InstanceConfig({})).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      dashboardPort: 3001,
      maxUploadBytes: 52_428_800,
      accessTokenTtl: 900,
      corsOrigins: [],
      trustedProxies: [],
      logLevel: 'info',
    });
  });

  it('names every wrong setting at once', () => {
    const wrong = {
      APPBASE_PORT: 'http',
      APPBASE_API_KEY: 'secret',
      APPBASE_CORS_ORIGINS: 'http://ok.local,nonsense',
    };
    expect(() => new InstanceConfig(wrong)).toThrow(
      /APPBASE_PORT: must be a whole number[^]*APPBASE_API_KEY: must match[^]*APPBASE_CORS_ORIGINS/,
    );
  });

  it('reads a value from the file that the _FILE form names', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'appbase-config-')), 'password');
    writeFileSync(file, 'correct horse battery\n');
    const config = new InstanceConfig({
      APPBASE_OPERATOR_EMAIL: 'it@clinic.example',
      APPBASE_OPERATOR_PASSWORD_FILE: file,
    });
    expect(config.operator).toEqual({
      email: 'it@clinic.example',
      password: 'correct horse battery',
    });
  });

  it.each([
    [{ APPBASE_PORT: '1', APPBASE_PORT_FILE: '/x' }, 'APPBASE_PORT and APPBASE_PORT_FILE'],
    [{ APPBASE_PORT_FILE: '/nowhere/at/all' }, 'cannot be read'],
    [{ APPBASE_OPERATOR_EMAIL: 'a@b.example' }, 'go together'],
  ])('refuses %j', (env, message) => {
    expect(() => new InstanceConfig(env)).toThrow(message);
  });
});

describe('unsuitableNode', () => {
  it.each(['24.19.0', '24.21.3'])('accepts %s', (version) => {
    expect(unsuitableNode(version)).toBeUndefined();
  });
  it.each(['20.20.2', '24.18.0', '26.0.0'])('says what to do on %s', (version) => {
    expect(unsuitableNode(version)).toContain('AppBase needs Node 24.19');
  });
});
