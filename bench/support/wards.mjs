// Wards as groups, and nurses in them: what the measurements of shared data have in common.
import { KEY, signUp } from './program.mjs';

export const WARDS = 50;
export const wardOf = (n) => `ward-${n % WARDS}`;

const MINE = { ward: { $in: { $user: 'groups' } } };
/** Who is in a record's ward works with it. */
export const WARD_RULES = { read: MINE, create: MINE, update: MINE, delete: false };

/** Sends JSON and returns `data`. */
export async function send(url, method, headers, body) {
  const response = await fetch(url, {
    method,
    headers: { ...headers, 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const answer = await response.json();
  if (!answer.success) throw new Error(`${method} ${url}: ${answer.error.message}`);
  return { data: answer.data, response };
}

/** The headers of the first operator's requests. */
export async function signInOperator(url) {
  const { data, response } = await send(
    `${url}/operator/login`,
    'POST',
    {},
    {
      email: 'bench@appbase.example',
      password: 'bench pass phrase',
    },
  );
  const cookie = response.headers.getSetCookie()[0].split(';', 1)[0];
  return { cookie, 'x-csrf-token': data.csrfToken };
}

/** Makes the groups, and a user in those that `belongs` names. */
export async function makeWards(url, operator) {
  for (let n = 0; n < WARDS; n++) {
    await send(`${url}/admin/groups`, 'POST', operator, { name: wardOf(n) });
  }
  return {
    /** A user in these wards; the headers with which to call as them. */
    nurse: async (email, wards) => {
      const headers = await signUp(url, email);
      const me = await send(`${url}/auth/me`, 'GET', headers);
      for (const ward of wards) {
        await send(`${url}/admin/groups/${ward}/members/${me.data.id}`, 'PUT', operator);
      }
      return { ...headers, 'x-api-key': KEY };
    },
  };
}

export const ALL_WARDS = Array.from({ length: WARDS }, (_, n) => wardOf(n));
