import { describe, expect, it } from '@jest/globals';
import { ControlPlaneConfig } from './control-plane-config.js';
import { contains, formatSubnet, overlap, parseSubnet } from './subnet.js';

describe('ControlPlaneConfig', () => {
  it('has defaults', () => {
    const config = new ControlPlaneConfig({});
    expect(config.appPorts).toEqual([3100, 3999]);
    expect(formatSubnet(config.networkPool)).toBe('10.213.0.0/16');
    expect([config.runtime, config.image, config.firewall]).toEqual([
      'auto',
      'appbase:latest',
      'auto',
    ]);
  });

  it.each([
    ['APPBASE_RUNTIME', 'podman'],
    ['APPBASE_APP_PORTS', '3999-3100'],
    ['APPBASE_APP_PORTS', '80-90'],
    ['APPBASE_NETWORK_POOL', '10.0.0.0/30'],
    ['APPBASE_NETWORK_POOL', 'here'],
  ])('stops at a wrong value: %s=%s', (name, value) => {
    expect(() => new ControlPlaneConfig({ [name]: value })).toThrow(name);
  });
});

describe('subnets', () => {
  const pool = parseSubnet('10.213.0.0/16')!;

  it('knows what lies inside', () => {
    expect(contains(pool, '10.213.4.2')).toBe(true);
    expect(contains(pool, '::ffff:10.213.255.1')).toBe(true);
    expect(contains(pool, '10.214.0.1')).toBe(false);
    expect(contains(pool, '::1')).toBe(false);
    expect(contains(pool, undefined)).toBe(false);
  });

  it('sees overlaps in both directions', () => {
    expect(overlap(pool, parseSubnet('10.213.7.16/28')!)).toBe(true);
    expect(overlap(parseSubnet('10.0.0.0/8')!, pool)).toBe(true);
    expect(overlap(pool, parseSubnet('192.168.0.0/16')!)).toBe(false);
  });
});
