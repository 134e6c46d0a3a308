import * as z from 'zod';
import { ConfigError } from './settings.js';

/** What the control plane tells an instance of its own: who it is and whom it obeys. */
const Managed = z.object({
  appId: z.string().regex(/^app_[0-9a-f]{32}$/),
  name: z.string(),
  /** The control plane's public key (JWK, Ed25519). Nothing else is trusted. */
  masterKey: z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string() }),
  storageQuotaBytes: z.number().int().min(0).optional(),
  /** The key to install at the first start. */
  firstKey: z
    .object({ id: z.string(), name: z.string(), value: z.string(), createdAt: z.number() })
    .optional(),
});
export type Managed = z.infer<typeof Managed>;

/** Reads the setting `APPBASE_MANAGED`; a lone instance has none. */
export function parseManaged(text: string | undefined): Managed | undefined {
  if (text === undefined) return undefined;
  try {
    return Managed.parse(JSON.parse(text));
  } catch (error) {
    throw new ConfigError('APPBASE_MANAGED is not what a control plane writes', { cause: error });
  }
}
