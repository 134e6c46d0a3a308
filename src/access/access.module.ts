import { Global, Module } from '@nestjs/common';
import { ApiKeysService } from './api-keys.service.js';
import { ApiKeyReader } from './credentials.js';

@Global()
@Module({
  providers: [ApiKeysService, { provide: ApiKeyReader, useExisting: ApiKeysService }],
  exports: [ApiKeysService, ApiKeyReader],
})
export class AccessModule {}
