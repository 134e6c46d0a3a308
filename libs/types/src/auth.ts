import * as z from 'zod';
import { pageOf, Timestamp } from './common.js';

const PASSWORD_MAX = 128;
const IDENTITY_KEYS = 32;
const IDENTITY_BYTES = 4096;

const codePoints = (text: string) => Array.from(text).length;
/** Bytes of a text in UTF-8. */
const utf8Bytes = (text: string) => {
  const size = (code: number) => (code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4);
  return Array.from(text).reduce((sum, character) => sum + size(character.codePointAt(0)!), 0);
};

/** An email address, lower-cased: addresses are the same whatever their case. */
export const Email = z
  .string()
  .max(254, 'must have at most 254 characters')
  .pipe(z.email('must be an email address'))
  .transform((email) => email.toLowerCase());

/** A password somebody chooses: 8 to 128 characters, any Unicode, counted in code points. */
export const NewPassword = z
  .string()
  .refine((text) => codePoints(text) >= 8, 'must have at least 8 characters')
  .refine((text) => codePoints(text) <= PASSWORD_MAX, 'must have at most 128 characters');

/** A password to be checked. Its form says nothing: only whether it is right matters. */
const PresentedPassword = z.string().min(1, 'must not be empty').max(1024);

/** What an app keeps about a user: a flat map of strings, at most 32 keys and 4 KB. */
export const CustomIdentity = z
  .record(z.string(), z.string())
  .refine(
    (map) => Object.keys(map).length <= IDENTITY_KEYS,
    `must have at most ${IDENTITY_KEYS} keys`,
  )
  .refine(
    (map) => utf8Bytes(JSON.stringify(map)) <= IDENTITY_BYTES,
    `must have at most ${IDENTITY_BYTES} bytes`,
  );
export type CustomIdentity = z.infer<typeof CustomIdentity>;

export const Register = z.strictObject({
  email: Email,
  password: NewPassword,
  customIdentity: CustomIdentity.optional(),
});
export type Register = z.infer<typeof Register>;

export const Login = z.strictObject({ email: Email, password: PresentedPassword });
export type Login = z.infer<typeof Login>;

/** The session value, for clients that keep no cookies. Without it the cookie counts. */
export const PresentedSession = z
  .strictObject({ refreshToken: z.string().min(1).max(256).optional() })
  .optional();
export type PresentedSession = z.infer<typeof PresentedSession>;

export const ChangePassword = z.strictObject({
  currentPassword: PresentedPassword,
  newPassword: NewPassword,
});
export type ChangePassword = z.infer<typeof ChangePassword>;

export const UpdateMe = z.strictObject({ customIdentity: CustomIdentity });
export type UpdateMe = z.infer<typeof UpdateMe>;

/** An end user as the API shows one. */
export const UserView = z.object({
  id: z.string(),
  email: z.string(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
  role: z.literal('user'),
  banned: z.boolean(),
  emailVerified: z.boolean(),
  customIdentity: CustomIdentity.optional(),
  /** Names of the groups that the user is in, if any. */
  groups: z.array(z.string()).optional(),
  /** Signed in with a temporary password: nothing works until it is changed. */
  mustChangePassword: z.literal(true).optional(),
});
export type UserView = z.infer<typeof UserView>;

/** The answer to a refresh. */
export const AccessGrant = z.object({
  accessToken: z.string(),
  /** Life of the access token in seconds. */
  expiresIn: z.number().int(),
  /** The session value, when the client asked for it in the body. */
  refreshToken: z.string().optional(),
});
export type AccessGrant = z.infer<typeof AccessGrant>;

/** The answer to a registration or a login. */
export const SignedIn = AccessGrant.extend({ user: UserView });
export type SignedIn = z.infer<typeof SignedIn>;

export const LoggedOut = z.object({ loggedOut: z.literal(true) });
export type LoggedOut = z.infer<typeof LoggedOut>;

/** One place where a user is signed in. */
export const SessionView = z.object({
  id: z.string(),
  createdAt: Timestamp,
  lastUsedAt: Timestamp,
  expiresAt: Timestamp,
  ip: z.string().optional(),
  userAgent: z.string().optional(),
  /** The session of this very request. */
  current: z.boolean().optional(),
});
export type SessionView = z.infer<typeof SessionView>;

/** All the places where a user is signed in. */
export const SessionList = pageOf(SessionView);
export type SessionList = z.infer<typeof SessionList>;

/** The public halves of the keys that sign access tokens (RFC 7517). */
export const JsonWebKeySet = z.object({
  keys: z.array(
    z.object({
      kty: z.literal('OKP'),
      crv: z.literal('Ed25519'),
      x: z.string(),
      kid: z.string(),
      alg: z.literal('EdDSA'),
      use: z.literal('sig'),
    }),
  ),
});
export type JsonWebKeySet = z.infer<typeof JsonWebKeySet>;
