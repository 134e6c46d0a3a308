import { Global, Module } from '@nestjs/common';
import { ApiKeysService } from './api-keys.service.js';
import { ApiKeyReader } from './credentials.js';
import { Idempotency } from './idempotency.js';
import { Argon2Hasher, PasswordHasher } from './password-hasher.js';

@Global()
@Module({
  providers: [
    ApiKeysService,
    Idempotency,
    { provide: ApiKeyReader, useExisting: ApiKeysService },
    { provide: PasswordHasher, useClass: Argon2Hasher },
  ],
  exports: [ApiKeysService, ApiKeyReader, Idempotency, PasswordHasher],
})
export class AccessModule {}
