import supertest from 'supertest';
import type { AccessPreset } from '@appbase-pfe/types';
import { type OperatorHeaders, signUp, type TestInstance, type TestUser } from './instance.js';
import { aGroup, type Asker } from './sharing.js';

/** All presets, and everybody who may come: for tests of every path × preset × caller. */
export const EVERY_PRESET: readonly AccessPreset[] = [
  'owner',
  'shared',
  'members',
  'open',
  'public',
  'none',
];
export const EVERY_USER = [
  'owner',
  'reader',
  'writer',
  'groupReader',
  'groupWriter',
  'stranger',
] as const;
export const EVERY_ACTOR = [...EVERY_USER, 'guest', 'banned'] as const;
export type Actor = (typeof EVERY_ACTOR)[number];
export type Askers = Record<Actor, Asker>;

const READERS = ['owner', 'reader', 'writer', 'groupReader', 'groupWriter'] as const;
const WRITERS = ['owner', 'writer', 'groupWriter'] as const;

/** Who may what, said a second time and in another way than the rules say it. */
const MAY: Record<AccessPreset, { read: readonly Actor[]; write: readonly Actor[] }> = {
  owner: { read: ['owner'], write: ['owner'] },
  shared: { read: READERS, write: WRITERS },
  members: { read: EVERY_USER, write: WRITERS },
  open: { read: EVERY_USER, write: EVERY_USER },
  public: { read: [...EVERY_USER, 'guest'], write: WRITERS },
  none: { read: [], write: [] },
};

export interface Rights {
  reads: boolean;
  writes: boolean;
  creates: boolean;
  /** Signed in, and not banned. */
  identified: boolean;
}

export function rightsOf(preset: AccessPreset, actor: Actor): Rights {
  const identified = EVERY_USER.some((user) => user === actor);
  return {
    reads: MAY[preset].read.includes(actor),
    writes: MAY[preset].write.includes(actor),
    creates: identified && preset !== 'none',
    identified,
  };
}

/** Signs everybody up, puts who is in a group into it, and bans who is banned. */
export async function everybody(
  instance: TestInstance,
  operator: OperatorHeaders,
): Promise<Askers> {
  const askers = { guest: 'guest' } as Askers;
  for (const name of [...EVERY_USER, 'banned'] as const) askers[name] = await signUp(instance);
  const { banned, groupReader, groupWriter } = askers as Record<Actor, TestUser>;
  await aGroup(instance, operator, 'team', [groupReader]);
  await aGroup(instance, operator, 'leads', [groupWriter]);
  await supertest(instance.url)
    .post(`/admin/users/${banned.user.id}/ban`)
    .set(operator)
    .expect(200);
  return askers;
}

/** The grants of the one record or file that a case is about. */
export function grantsOf(askers: Askers) {
  const { reader, writer } = askers as Record<Actor, TestUser>;
  return {
    read: ['group:team', `user:${reader.user.id}`],
    write: ['group:leads', `user:${writer.user.id}`],
  };
}
