/** Where the page is served, with a slash at the end: `/`, `/dashboard/`, or behind some prefix. */
export const pageBase = new URL('.', document.baseURI).pathname;

/** Where the routes of the API begin, seen from the page: its folder, without `dashboard/`. */
export const apiBase = pageBase.replace(/dashboard\/$/, '');

/** The address of a route (`/admin/users`) on this server. */
export const urlOf = (path: string): string => apiBase + path.replace(/^\//, '');
