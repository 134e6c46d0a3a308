// What the bundle of the server does differently from its sources, so that an idle instance is
// small: code that is never reached is left out, and what is seldom used is read when it is used.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { transform } from 'esbuild';
import { dirname } from 'node:path';

/** Nest and TypeORM ask for optional packages that are not installed: those stay requests. */
export const optionalPackages = {
  name: 'optional-packages',
  setup(bundler) {
    bundler.onResolve({ filter: /^[^./]/ }, async (request) => {
      if (request.pluginData === 'asked' || request.path.startsWith('node:')) return undefined;
      const { errors } = await bundler.resolve(request.path, {
        kind: request.kind,
        importer: request.importer,
        resolveDir: request.resolveDir,
        pluginData: 'asked',
      });
      return errors.length > 0 ? { path: request.path, external: true } : undefined;
    });
  },
};

/**
 * TypeORM's code for other databases, which is a megabyte, and the search for files of
 * `@fastify/static`, which only a setting that AppBase does not use would call.
 */
const UNREACHED =
  /typeorm[\\/]driver[\\/](aurora|capacitor|cockroach|cordova|expo|mongodb|mysql|nativescript|oracle|postgres|react-native|sap|spanner|sqljs|sqlserver)|node_modules[\\/]glob[\\/]/;
export const unreachedCode = {
  name: 'unreached-code',
  setup(bundler) {
    bundler.onLoad({ filter: UNREACHED }, () => ({ contents: 'module.exports = {};' }));
  },
};

/**
 * Packages that others ask for when they are loaded and use seldom or never: HTTP/2 in Fastify,
 * time zones in cron, spans in prom-client, the verifier of passport-jwt that ours replaces.
 */
const SELDOM = /^(node:)?(http2|luxon|@opentelemetry\/api|jsonwebtoken|@sqltools\/formatter)$/;
export const loadWhenUsed = {
  name: 'load-when-used',
  setup(bundler) {
    bundler.onResolve({ filter: SELDOM }, ({ kind, namespace, path, resolveDir }) =>
      kind === 'require-call' && namespace !== 'when-used'
        ? { path, namespace: 'when-used', pluginData: resolveDir }
        : undefined,
    );
    bundler.onLoad({ filter: /.*/, namespace: 'when-used' }, ({ path, pluginData }) => ({
      contents: `let loaded;
        module.exports = new Proxy({}, { get: (_, name) => (loaded ??= require('${path}'))[name] });`,
      resolveDir: pluginData,
    }));
  },
};

/**
 * An import statement of a built-in module reads its every export. Three of `http` load undici, and
 * one of `tls` every root certificate: 14 MB. A request for the module reads what is used.
 */
export const builtinsByRequest = {
  name: 'builtins-by-request',
  setup(bundler) {
    bundler.onResolve({ filter: /^(node:)?(http|tls)$/ }, ({ kind, path }) =>
      kind === 'import-statement' ? { path, namespace: 'by-request' } : undefined,
    );
    bundler.onLoad({ filter: /.*/, namespace: 'by-request' }, ({ path }) => ({
      contents: `module.exports = require('${path}');`,
    }));
  },
};

/** Nest's console loggers, which ours replaces, make a date formatter at once: 6 MB of ICU's data. */
const LOGGER = /@nestjs[\\/]common[\\/]services[\\/](console-)?logger\.service\.js$/;
const FORMATTER = /new Intl\.DateTimeFormat\(undefined, \{[^}]*\}\)/;
export const formatterWhenUsed = {
  name: 'formatter-when-used',
  setup(bundler) {
    bundler.onLoad({ filter: LOGGER }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      if (!FORMATTER.test(source))
        throw new Error(`${path} makes its formatter in another way now`);
      return {
        contents: source.replace(FORMATTER, (made) => `{ format: (at) => (${made}).format(at) }`),
      };
    });
  },
};

/** One letter beyond ASCII makes V8 keep the text of a whole file in two bytes a letter. */
export const asciiOutput = {
  name: 'ascii-output',
  setup(bundler) {
    bundler.onEnd(async ({ outputFiles }) => {
      for (const { path, text } of outputFiles) {
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, text.replace(/[\u0080-\uffff]/g, escaped));
      }
    });
  },
};

function escaped(letter) {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Nest's documents, TypeORM's migrations and our log go by the names of classes: those stay. */
const NAMED = /[\\/](build|libs[\\/]types|@nestjs)[\\/].*\.js$/;
export const keptNames = {
  name: 'kept-names',
  setup(bundler) {
    bundler.onLoad({ filter: NAMED }, async ({ path }) => {
      if (UNREACHED.test(path) || LOGGER.test(path)) return undefined;
      const { code } = await transform(await readFile(path, 'utf8'), {
        keepNames: true,
        target: 'node24',
      });
      return { contents: code };
    });
  },
};
