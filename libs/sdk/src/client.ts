import { Auth } from './auth.js';
import { Cache, type CacheOptions } from './cache.js';
import { ChangeHub } from './change-hub.js';
import { Db } from './db.js';
import { AppBaseError } from './errors.js';
import { Groups } from './groups.js';
import { inBrowser, type Platform, platformOf } from './platform.js';
import { RecordsApi } from './records-api.js';
import type { AnySchema, AppSchema } from './schema.js';
import { Session, type SessionForm } from './session.js';
import { browserStore, memoryStore, type SessionStore } from './session-store.js';
import { Storage } from './storage.js';
import { Transport } from './transport.js';
import type { WriteQueue } from './write-queue.js';

const DEFAULT_TIMEOUT_MS = 20_000;
const DEFAULT_KEY = 'appbase-session';

/** What a client is made of. */
export interface AppBaseOptions {
  /** Where the app's API is: `http://localhost:3000`. */
  endpoint: string;
  /** A live key of the app. It ships with the page and says which app is calling. */
  apiKey: string;
  /** The name of the session in localStorage. Two apps on one origin need two names. */
  sessionStorageKey?: string;
  /** Where the session is kept instead of localStorage (or memory, outside browsers). */
  sessionStore?: SessionStore;
  /**
   * `cookie` where the browser sends cookies to the endpoint, `body` elsewhere (Node, native apps,
   * pages on another site). Found out by itself unless said.
   */
  session?: SessionForm;
  /** Remembers what `get` and `list` answered, kept in step by live changes. */
  dbCache?: boolean | CacheOptions;
  /** Keeps writes while there is no network; see `@appbase-pfe/sdk/offline`. */
  offline?: WriteQueue;
  /** Milliseconds until a call fails with `TIMEOUT`; 20 s unless said, 0 for none. */
  timeoutMs?: number;
  /** For environments without a global `fetch`, and for tests. */
  platform?: Partial<Platform>;
}

/**
 * A client of one app. Make one with `AppBase.init` and keep it. `AppBase.init<Schema>` with the types
 * that the app writes about itself knows its collections.
 */
export class AppBase<S extends AppSchema = AnySchema> {
  readonly auth: Auth;
  readonly db: Db<S>;
  readonly storage: Storage;
  readonly groups: Groups;
  readonly endpoint: string;
  private readonly session: Session;
  private readonly hub: ChangeHub;
  private readonly stops: (() => void)[] = [];

  private constructor(options: AppBaseOptions) {
    const platform = platformOf(options.platform);
    this.endpoint = checkedEndpoint(options.endpoint);
    const transport = new Transport(
      this.endpoint,
      checkedKey(options.apiKey),
      options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      platform,
    );
    const key = options.sessionStorageKey ?? DEFAULT_KEY;
    const store = options.sessionStore ?? (inBrowser() ? browserStore(key) : memoryStore());
    const form = options.session ?? formFor(this.endpoint);
    this.session = new Session(transport, platform, store, form, `${key}.lock`);
    transport.tokens = this.session;
    this.auth = new Auth(transport, this.session);
    this.storage = new Storage(transport);
    this.groups = new Groups(transport);
    this.hub = new ChangeHub(transport, this.session);
    const cache = this.cacheOf(options.dbCache, platform);
    const api = new RecordsApi(transport, this.hub, cache, options.offline);
    this.db = new Db<S>(api);
    options.offline?.connect({
      send: (write) => api.send(write),
      userId: () => this.session.current?.user.id,
      onUserChange: (listener) => this.auth.onAuthStateChange(listener),
      lookUp: (collection, id) => api.read(collection, id, {}, { fresh: true }),
    });
    if (options.offline !== undefined) this.stops.push(() => options.offline?.close());
  }

  /** Makes a client. Nothing is sent yet, unless a stored session needs a new token. */
  static init<S extends AppSchema = AnySchema>(options: AppBaseOptions): AppBase<S> {
    return new AppBase<S>(options);
  }

  /** Ends all subscriptions and stops listening to the page. The session stays. */
  close(): void {
    for (const stop of this.stops) stop();
    this.hub.close();
    this.session.close();
  }

  private cacheOf(option: boolean | CacheOptions | undefined, { now }: Platform) {
    if (option === undefined || option === false) return undefined;
    const cache = new Cache(now, option === true ? {} : option);
    let user = this.session.current?.user.id;
    this.session.onChange((current) => {
      if (current?.user.id === user) return;
      user = current?.user.id;
      cache.clear();
    });
    return cache;
  }
}

function checkedEndpoint(endpoint: string): string {
  if (!/^https?:\/\//.test(endpoint)) {
    throw new AppBaseError(`The endpoint "${endpoint}" is no http(s) address`, 'VALIDATION_ERROR');
  }
  return endpoint.replace(/\/+$/, '');
}

function checkedKey(apiKey: string): string {
  if (/^[\w-]+$/.test(apiKey)) return apiKey;
  throw new AppBaseError('The API key is missing or has wrong characters', 'INVALID_API_KEY');
}

/** Cookies travel within a site. On another one, and outside browsers, bodies carry the session. */
function formFor(endpoint: string): SessionForm {
  if (!inBrowser() || typeof document === 'undefined') return 'body';
  const { protocol, hostname } = new URL(endpoint);
  return protocol === location.protocol && siteOf(hostname) === siteOf(location.hostname)
    ? 'cookie'
    : 'body';
}

/**
 * The site a host belongs to, without the list that browsers have: the last two labels, or three
 * under such as `co.uk`. Where this guesses wrong, say `session` yourself.
 */
function siteOf(host: string): string {
  if (/^[\d.]+$|:/.test(host)) return host;
  const labels = host.split('.');
  const [second = '', last = ''] = labels.slice(-2);
  return labels.slice(last.length === 2 && second.length <= 3 ? -3 : -2).join('.');
}
