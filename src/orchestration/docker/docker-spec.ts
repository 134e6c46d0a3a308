import { createHash } from 'node:crypto';
import type { ContainerCreateOptions, HostConfig } from 'dockerode';
import type { AppLimits } from '@appbase-pfe/types';
import type { App } from '../../tenancy/app-row.js';
import { type AppNetwork, LABELS, objectName } from './docker-names.js';

export const APP_PORT = 3000;
const DATA = '/data';
const SECRETS = '/run/appbase';
/** No way leads there (RFC 5737): names cannot be asked of anybody outside. */
const NO_NAME_SERVER = '192.0.2.1';
const STOP_SECONDS = 12;
const LOG = { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '3' } };

export interface SpecInput {
  app: App;
  imageId: string;
  network: AppNetwork;
  installation: string;
  /** `uid:gid`. */
  user: string;
  dataFolder: string;
  secretsFolder: string;
  /** Whom it asks for names, where it may go out. */
  nameServers: readonly string[];
  logLevel: string;
}

/** What an instance is made of and cannot change while it lives; limits can. */
export function dockerSpecHash(
  app: App,
  imageId: string,
  cidr: string,
  nameServers: readonly string[],
): string {
  const asks = app.egress === 'none' ? [] : nameServers;
  const parts = [SPEC_VERSION, imageId, app.egress, cidr, app.limits.storageMb, ...asks];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

/** Grows when the options below change, so that containers of older programs are replaced. */
const SPEC_VERSION = 2;

/** The limits that the engine can change on a living container. */
export function limitsOf(limits: AppLimits) {
  const memory = limits.memoryMb * 1024 * 1024;
  return {
    Memory: memory,
    MemorySwap: memory,
    NanoCpus: Math.round(limits.cpus * 1e9),
    PidsLimit: limits.pids,
  };
}

/** The options of a hardened container: no capability, nothing to write but its data and /tmp. */
export function containerOptions(input: SpecInput): ContainerCreateOptions {
  const { app, network } = input;
  const mayAsk = app.egress !== 'none' && input.nameServers.length > 0;
  const host: HostConfig = {
    ...limitsOf(app.limits),
    NetworkMode: objectName(app),
    Binds: [`${input.dataFolder}:${DATA}`, `${input.secretsFolder}:${SECRETS}:ro`],
    CapDrop: ['ALL'],
    SecurityOpt: ['no-new-privileges:true'],
    ReadonlyRootfs: true,
    Tmpfs: { '/tmp': 'rw,noexec,nosuid,nodev,size=64m' },
    Init: true,
    RestartPolicy: { Name: 'no' },
    LogConfig: LOG,
    OomKillDisable: false,
    Privileged: false,
    PublishAllPorts: false,
    Dns: mayAsk ? [...input.nameServers] : [NO_NAME_SERVER],
  };
  return {
    name: objectName(app),
    Image: input.imageId,
    Cmd: ['instance'],
    User: input.user,
    Env: [
      `APPBASE_DATA_DIR=${DATA}`,
      'APPBASE_HOST=0.0.0.0',
      `APPBASE_PORT=${APP_PORT}`,
      'APPBASE_DASHBOARD_PORT=0',
      `APPBASE_LOG_LEVEL=${input.logLevel}`,
      `APPBASE_MANAGED_FILE=${SECRETS}/managed.json`,
      `NODE_OPTIONS=--max-old-space-size=${Math.floor(app.limits.memoryMb * 0.75)}`,
    ],
    Labels: {
      [LABELS.installation]: input.installation,
      [LABELS.app]: app.id,
      [LABELS.specHash]: dockerSpecHash(app, input.imageId, network.cidr, input.nameServers),
    },
    // The control plane checks by itself; the image's check would start a program every half minute.
    Healthcheck: { Test: ['NONE'] },
    StopTimeout: STOP_SECONDS,
    HostConfig: host,
    NetworkingConfig: {
      EndpointsConfig: {
        [objectName(app)]: { IPAMConfig: { IPv4Address: network.address } },
      },
    },
  };
}
