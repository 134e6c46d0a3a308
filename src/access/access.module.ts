import { Global, Module } from '@nestjs/common';
import { AddressThrottle } from './address-throttle.js';
import { ApiKeysService } from './api-keys.service.js';
import { ApiKeyReader } from './credentials.js';
import { Idempotency } from './idempotency.js';
import { LoginThrottle } from './login-throttle.js';
import { Argon2Hasher, PasswordHasher } from './password-hasher.js';

@Global()
@Module({
  providers: [
    AddressThrottle,
    ApiKeysService,
    Idempotency,
    LoginThrottle,
    { provide: ApiKeyReader, useExisting: ApiKeysService },
    { provide: PasswordHasher, useClass: Argon2Hasher },
  ],
  exports: [
    AddressThrottle,
    ApiKeyReader,
    ApiKeysService,
    Idempotency,
    LoginThrottle,
    PasswordHasher,
  ],
})
export class AccessModule {}
