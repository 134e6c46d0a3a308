import { AuthError } from './errors.js';
import type { Platform } from './platform.js';
import { inOneTab } from './session-lock.js';
import { parseSession, type SessionStore, type StoredSession } from './session-store.js';
import type { TokenSource, Transport } from './transport.js';
import type { User } from './types.js';

const MARGIN_MS = 30_000;

/** What register and login answer. */
export interface SignInAnswer {
  accessToken: string;
  expiresIn: number;
  user: User;
  refreshToken?: string;
}

type RefreshAnswer = Omit<SignInAnswer, 'user'> & { user?: User };

/** How the session travels: as a cookie, or in bodies where cookies are not sent. */
export type SessionForm = 'cookie' | 'body';

/**
 * The signed-in user's session: remembers it, keeps its token fresh, tells when it begins and ends.
 * However many calls and tabs want a token, one refresh is in flight.
 */
export class Session implements TokenSource {
  current: StoredSession | null = null;
  private refreshing: Promise<string | null> | undefined;
  private readonly listeners = new Set<(current: StoredSession | null) => void>();
  private readonly started: Promise<void>;
  private stopWatching: (() => void) | undefined;

  constructor(
    private readonly transport: Transport,
    private readonly platform: Platform,
    private readonly store: SessionStore,
    readonly form: SessionForm,
    private readonly lockName: string,
  ) {
    const stored = store.get();
    if (!(stored instanceof Promise)) this.current = parseSession(stored);
    this.started = this.start(stored);
    this.stopWatching = store.watch?.(() => void this.adopt());
  }

  /** Resolves when it is known whether somebody is signed in. */
  ready(): Promise<void> {
    return this.started;
  }

  async token(): Promise<string | null> {
    await this.started;
    if (this.current === null || !this.isStale(this.current)) {
      return this.accessToken();
    }
    return this.refresh();
  }

  async replace(refused: string): Promise<string | null> {
    if (this.current !== null && this.current.accessToken !== refused) return this.token();
    return this.current === null ? null : this.refresh();
  }

  /** Asks for a new token; callers that come meanwhile share the answer. */
  refresh(): Promise<string | null> {
    this.refreshing ??= this.refreshOnce().finally(() => {
      this.refreshing = undefined;
    });
    return this.refreshing;
  }

  /** Signing in and out wait for a refresh that is under way, or its cookie would undo theirs. */
  exclusive<R>(work: () => Promise<R>): Promise<R> {
    return inOneTab(this.lockName, this.store.watch !== undefined, this.platform, work);
  }

  async begin(answer: SignInAnswer): Promise<StoredSession> {
    const { accessToken, expiresIn, user, refreshToken } = answer;
    return this.keep({
      accessToken,
      expiresIn,
      user,
      accessTokenIssuedAt: this.platform.now(),
      ...(refreshToken === undefined ? {} : { refreshToken }),
    });
  }

  async setUser(user: User): Promise<void> {
    if (this.current?.user.id === user.id) await this.keep({ ...this.current, user });
  }

  async end(): Promise<void> {
    this.current = null;
    await this.store.remove();
    this.tell();
  }

  onChange(listener: (current: StoredSession | null) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Stops listening to other tabs. */
  close(): void {
    this.stopWatching?.();
    this.listeners.clear();
  }

  private async start(stored: string | null | Promise<string | null>): Promise<void> {
    if (stored instanceof Promise) this.current = parseSession(await stored.catch(() => null));
    if (this.current === null || !this.isStale(this.current)) return;
    // Without the network the user stays signed in; the next call tries again.
    await this.refresh().catch(() => undefined);
  }

  private async refreshOnce(): Promise<string | null> {
    const before = this.current;
    return this.exclusive(async () => {
      await this.adopt();
      // Another tab was faster, or the session ended while we waited.
      if (this.current?.accessToken !== before?.accessToken || this.current === null) {
        return this.accessToken();
      }
      try {
        return await this.renew(this.current);
      } catch (error) {
        if (!(error instanceof AuthError) || error.status !== 401) throw error;
        if (this.current === before) await this.end();
        return null;
      }
    });
  }

  private async renew(of: StoredSession): Promise<string | null> {
    const { data } = await this.transport.json<RefreshAnswer>({
      method: 'POST',
      path: '/auth/refresh',
      ...this.credentialsOf(of),
      // The call that wants the token does the repeating.
      attempts: 1,
      errors: AuthError,
    });
    // Somebody signed in or out meanwhile: the answer is about a session of the past.
    if (this.current !== of) return this.accessToken();
    await this.begin({ ...data, user: data.user ?? of.user });
    return data.accessToken;
  }

  private accessToken(): string | null {
    return this.current?.accessToken ?? null;
  }

  /** How refresh and logout say which session is meant. */
  credentialsOf(session: StoredSession | null) {
    return this.form === 'body'
      ? {
          credentials: 'omit' as const,
          ...(session?.refreshToken === undefined
            ? {}
            : { json: { refreshToken: session.refreshToken } }),
        }
      : { credentials: 'include' as const };
  }

  /** Takes over what another tab stored. */
  private async adopt(): Promise<void> {
    if (this.store.watch === undefined) return;
    const stored = parseSession(await this.store.get());
    if (stored?.accessToken === this.current?.accessToken) return;
    this.current = stored;
    this.tell();
  }

  private async keep(next: StoredSession): Promise<StoredSession> {
    this.current = next;
    await this.store.set(JSON.stringify(next));
    this.tell();
    return next;
  }

  private isStale({ accessTokenIssuedAt, expiresIn }: StoredSession): boolean {
    const life = expiresIn * 1000;
    return this.platform.now() >= accessTokenIssuedAt + life - Math.min(MARGIN_MS, life / 3);
  }

  private tell(): void {
    for (const listener of Array.from(this.listeners)) listener(this.current);
  }
}
