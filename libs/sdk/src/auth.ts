import { AuthError } from './errors.js';
import { checkId } from './path.js';
import type { Session, SignInAnswer } from './session.js';
import type { StoredSession } from './session-store.js';
import type { Call, Transport } from './transport.js';
import type { CallOptions, SessionView, User } from './types.js';

/** Who is signed in. It stays `authenticated` while tokens come and go. */
export type AuthState = { authenticated: true; user: User } | { authenticated: false; user: null };

export interface Credentials {
  email: string;
  password: string;
}

export interface NewUser extends Credentials {
  /** A flat map of texts that the app keeps about the user. */
  customIdentity?: Record<string, string>;
}

/** Signing up, in and out, and what belongs to the signed-in user. */
export class Auth {
  constructor(
    private readonly transport: Transport,
    private readonly session: Session,
  ) {}

  /** Creates an account and signs it in. */
  signUp(user: NewUser): Promise<StoredSession>;
  signUp(
    email: string,
    password: string,
    customIdentity?: Record<string, string>,
  ): Promise<StoredSession>;
  signUp(
    first: NewUser | string,
    password = '',
    customIdentity?: Record<string, string>,
  ): Promise<StoredSession> {
    const user =
      typeof first === 'string'
        ? { email: first, password, ...(customIdentity === undefined ? {} : { customIdentity }) }
        : first;
    return this.enter('/auth/register', user);
  }

  /** Signs in with e-mail and password. */
  signIn(credentials: Credentials): Promise<StoredSession>;
  signIn(email: string, password: string): Promise<StoredSession>;
  signIn(first: Credentials | string, password = ''): Promise<StoredSession> {
    return this.enter(
      '/auth/login',
      typeof first === 'string' ? { email: first, password } : first,
    );
  }

  /** Ends this session. Without the network it is ended on this device at least. */
  async signOut(): Promise<void> {
    await this.session.exclusive(async () => {
      const { current } = this.session;
      const request = this.call('POST', '/auth/logout', {
        ...this.session.credentialsOf(current),
        repeatable: true,
        attempts: 2,
      }).catch(() => undefined);
      await this.session.end();
      await request;
    });
  }

  /** Resolves with who is signed in, once that is known (a stored session may need a refresh). */
  async ready(): Promise<AuthState> {
    await this.session.ready();
    return this.getAuthState();
  }

  /** Who is signed in, as far as is known now. */
  getAuthState(): AuthState {
    return stateOf(this.session.current);
  }

  /** The signed-in user, or `null`. */
  getCurrentUser(): User | null {
    return this.session.current?.user ?? null;
  }

  /**
   * Calls `listener` once it is known who is signed in, and at each change: sign-in, sign-out (in
   * another tab, too), end of the session. Returns how to stop.
   */
  onAuthStateChange(listener: (state: AuthState) => void): () => void {
    let known: string | undefined;
    let listening = true;
    const tell = (current: StoredSession | null) => {
      const state = stateOf(current);
      const next = JSON.stringify(state);
      if (!listening || next === known) return;
      known = next;
      listener(state);
    };
    const stop = this.session.onChange(tell);
    void this.session.ready().then(() => tell(this.session.current));
    return () => {
      listening = false;
      stop();
    };
  }

  /** The access token as it is, fresh or not; `null` when nobody is signed in. */
  getAccessToken(): string | null {
    return this.session.current?.accessToken ?? null;
  }

  /** An access token that is good for a while, refreshed if need be; `null` when signed out. */
  ensureAccessToken(): Promise<string | null> {
    return this.session.token();
  }

  /** What the app keeps about the user. */
  getCustomIdentity(): Record<string, string> | undefined {
    return this.session.current?.user.customIdentity;
  }

  /** Replaces what the app keeps about the user. */
  async updateIdentity(
    customIdentity: Record<string, string>,
    options: CallOptions = {},
  ): Promise<User> {
    const user = await this.call<User>('PATCH', '/auth/me', {
      json: { customIdentity },
      withToken: true,
      ...options,
    });
    await this.session.setUser(user);
    return user;
  }

  /** Fetches the user again (an operator may have changed something). */
  async reloadUser(options: CallOptions = {}): Promise<User> {
    const user = await this.call<User>('GET', '/auth/me', { withToken: true, ...options });
    await this.session.setUser(user);
    return user;
  }

  /** Changes the password. The user's other sessions end. */
  async changePassword(
    passwords: { currentPassword: string; newPassword: string },
    options: CallOptions = {},
  ): Promise<void> {
    await this.call('POST', '/auth/password', { json: passwords, withToken: true, ...options });
    const { current } = this.session;
    if (current?.user.mustChangePassword) await this.reloadUser(options);
  }

  /** Where the user is signed in. */
  async sessions(options: CallOptions = {}): Promise<SessionView[]> {
    const path = '/auth/sessions';
    const page = await this.call<{ items: SessionView[] }>('GET', path, {
      withToken: true,
      ...options,
    });
    return page.items;
  }

  /** Ends one of the user's sessions. */
  async endSession(id: string, options: CallOptions = {}): Promise<void> {
    const path = `/auth/sessions/${checkId(id, AuthError)}`;
    await this.call('DELETE', path, { withToken: true, ...options });
  }

  private enter(path: string, json: object): Promise<StoredSession> {
    const bodyForm = this.session.form === 'body';
    return this.session.exclusive(async () =>
      this.session.begin(
        await this.call<SignInAnswer>('POST', path, {
          json,
          attempts: 1,
          credentials: bodyForm ? 'omit' : 'include',
          ...(bodyForm ? { headers: { 'x-appbase-session': 'body' } } : {}),
        }),
      ),
    );
  }

  private async call<T>(method: string, path: string, rest: Partial<Call>): Promise<T> {
    const credentials = this.session.form === 'body' ? 'omit' : 'include';
    const call = { method, path, credentials, errors: AuthError, ...rest } as const;
    return (await this.transport.json<T>(call)).data;
  }
}

const stateOf = (current: StoredSession | null): AuthState =>
  current === null
    ? { authenticated: false, user: null }
    : { authenticated: true, user: current.user };
