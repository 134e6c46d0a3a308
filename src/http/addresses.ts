const ANY = ['0.0.0.0', '::'];

/** Base URL of a server that listens there. */
export function urlOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** The address that a person on this machine opens, also when the server listens everywhere. */
export function addressToOpen(host: string, port: number, path = '/'): string {
  return urlOf(ANY.includes(host) ? '127.0.0.1' : host, port) + path;
}
