// Tells AppBase the rules of the two collections. Once, by the operator:
//   node set-up.mjs http://localhost:3000 hs_secret_…   (a secret key with the scope schema:write)
import { readFileSync } from 'node:fs';

const [endpoint, key] = process.argv.slice(2);
const rules = JSON.parse(readFileSync(new URL('rules.json', import.meta.url), 'utf8'));

for (const [collection, settings] of Object.entries(rules)) {
  const response = await fetch(`${endpoint}/admin/collections/${collection}`, {
    method: 'PUT',
    headers: { 'x-api-key': key, 'content-type': 'application/json' },
    body: JSON.stringify(settings),
  });
  if (!response.ok) throw new Error(`${collection}: ${await response.text()}`);
}
