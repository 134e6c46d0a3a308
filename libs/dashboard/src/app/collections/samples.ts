export interface Sample {
  title: string;
  language: string;
  code: string;
}

const shellQuoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** How to use a collection from a terminal, JavaScript and React, with this app's address. */
export function samplesOf(
  url: string,
  collection: string,
  example: Record<string, unknown>,
): Sample[] {
  const body = JSON.stringify({ data: example });
  const path = `${url}/db/collections/${collection}`;
  return [
    {
      title: 'Create a record',
      language: 'curl',
      code: `curl -X POST ${path} \\
  -H "x-api-key: $APPBASE_KEY" \\
  -H "authorization: Bearer $ACCESS_TOKEN" \\
  -H 'content-type: application/json' \\
  -d ${shellQuoted(body)}`,
    },
    {
      title: 'List records',
      language: 'curl',
      code: `curl -G ${path} \\
  -H "x-api-key: $APPBASE_KEY" \\
  -H "authorization: Bearer $ACCESS_TOKEN" \\
  --data-urlencode 'limit=20' --data-urlencode 'sort=-createdAt'`,
    },
    {
      title: 'JavaScript',
      language: 'js',
      code: `import { AppBase } from '@appbase-pfe/sdk';

const appbase = AppBase.init({ endpoint: '${url}', apiKey: 'hs_live_…' });
await appbase.auth.login({ email, password });

const ${variable(collection)} = appbase.db.collection('${collection}');
await ${variable(collection)}.create(${JSON.stringify(example)});
const { items } = await ${variable(collection)}.list({ limit: 20 });
const stop = ${variable(collection)}.subscribe((event) => console.log(event.type, event.record));`,
    },
    {
      title: 'React',
      language: 'jsx',
      code: `import { useCollection } from '@appbase-pfe/sdk/react';

function ${component(collection)}() {
  const { items, loading } = useCollection('${collection}');
  if (loading) return <p>Loading …</p>;
  return <ul>{items.map((item) => <li key={item.id}>{item.id}</li>)}</ul>;
}`,
    },
  ];
}

/** A collection's name as a variable: `lab-results` → `labResults`. */
function variable(name: string): string {
  const camel = name.replace(
    /[-_]+(.)?/g,
    (_, letter: string | undefined) => letter?.toUpperCase() ?? '',
  );
  return /^[A-Za-z]/.test(camel) ? camel : `records${camel}`;
}
const component = (name: string): string => {
  const camel = variable(name);
  return `${camel[0]!.toUpperCase()}${camel.slice(1)}`;
};
