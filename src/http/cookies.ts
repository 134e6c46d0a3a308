interface CookieOptions {
  sameSite: 'Lax' | 'Strict';
  /** Exactly when the request came over HTTPS, so that plain HTTP on a LAN works too. */
  secure: boolean;
  /** Seconds; none means until the browser is closed, 0 removes the cookie. */
  maxAge?: number;
}

/** The value of a cookie of a `Cookie` header; the first one when it comes twice. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const part of header?.split(';') ?? []) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return undefined;
}

/** A `Set-Cookie` header. Every cookie of ours is out of reach of scripts and for the whole host. */
export function writeCookie(name: string, value: string, options: CookieOptions): string {
  return [
    `${name}=${value}`,
    ...(options.maxAge === undefined ? [] : [`Max-Age=${options.maxAge}`]),
    'Path=/',
    'HttpOnly',
    ...(options.secure ? ['Secure'] : []),
    `SameSite=${options.sameSite}`,
  ].join('; ');
}
