import { Global, Module } from '@nestjs/common';
import { AddressThrottle } from './address-throttle.js';
import { ApiKeysService } from './api-keys.service.js';
import { ApiKeyReader } from './credentials.js';
import { DataThrottle } from './data-throttle.js';
import { Denials } from './denials.js';
import { Idempotency } from './idempotency.js';
import { KeyEndings } from './key-endings.js';
import { LoginThrottle } from './login-throttle.js';
import { Argon2Hasher, PasswordHasher } from './password-hasher.js';
import { ThrottleSweeper } from './throttle-sweeper.js';

@Global()
@Module({
  providers: [
    AddressThrottle,
    ApiKeysService,
    DataThrottle,
    Denials,
    Idempotency,
    KeyEndings,
    LoginThrottle,
    ThrottleSweeper,
    { provide: ApiKeyReader, useExisting: ApiKeysService },
    { provide: PasswordHasher, useClass: Argon2Hasher },
  ],
  exports: [
    AddressThrottle,
    ApiKeyReader,
    ApiKeysService,
    DataThrottle,
    Denials,
    Idempotency,
    LoginThrottle,
    PasswordHasher,
  ],
})
export class AccessModule {}
