import { Global, Module } from '@nestjs/common';
import { ApiKeysService } from './api-keys.service.js';
import { ApiKeyReader } from './credentials.js';
import { Idempotency } from './idempotency.js';

@Global()
@Module({
  providers: [ApiKeysService, Idempotency, { provide: ApiKeyReader, useExisting: ApiKeysService }],
  exports: [ApiKeysService, ApiKeyReader, Idempotency],
})
export class AccessModule {}
