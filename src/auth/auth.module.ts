import { Module } from '@nestjs/common';
import { UserTokens } from '../access/credentials.js';
import { Clock } from '../common/clock.js';
import { SecretFiles } from '../common/secret-files.js';
import { DataFolder } from '../database/data-folder.js';
import { GroupsModule } from '../groups/groups.module.js';
import { AccessEnd } from './access-end.js';
import { AccessTokens } from './access-tokens.js';
import { AuthController } from './auth.controller.js';
import { AuthService } from './auth.service.js';
import { DevicesService } from './devices.service.js';
import { JwksController } from './jwks.controller.js';
import { JwtStrategy } from './jwt.strategy.js';
import { MeController } from './me.controller.js';
import { MeService } from './me.service.js';
import { PasswordsService } from './passwords.service.js';
import { Revocations } from './revocations.js';
import { SessionValues } from './session-values.js';
import { SessionSweeper } from './session-sweeper.js';
import { SessionsService } from './sessions.service.js';
import { SigningKeys } from './signing-keys.js';
import { TokenVerifier } from './token-verifier.js';
import { UserAccounts } from './user-accounts.js';
import { UserExport } from './user-export.js';
import { UserHoldings } from './user-holdings.js';
import { UserListService } from './user-list.service.js';
import { UserRemover } from './user-remover.js';
import { UserStanding } from './user-standing.js';
import { UsersService } from './users.service.js';

/** End users: accounts, sessions and access tokens. */
@Module({
  imports: [GroupsModule],
  controllers: [AuthController, MeController, JwksController],
  providers: [
    {
      provide: SecretFiles,
      inject: [DataFolder],
      useFactory: (folder: DataFolder) => new SecretFiles(folder.path),
    },
    {
      provide: SigningKeys,
      inject: [SecretFiles, Clock],
      useFactory: (files: SecretFiles, clock: Clock) => SigningKeys.open(files, clock),
    },
    {
      provide: SessionValues,
      inject: [SecretFiles],
      useFactory: (files: SecretFiles) => SessionValues.open(files),
    },
    { provide: UserTokens, useExisting: TokenVerifier },
    AccessEnd,
    AccessTokens,
    AuthService,
    DevicesService,
    JwtStrategy,
    MeService,
    PasswordsService,
    Revocations,
    SessionsService,
    SessionSweeper,
    TokenVerifier,
    UserAccounts,
    UserExport,
    UserHoldings,
    UserListService,
    UserRemover,
    UserStanding,
    UsersService,
  ],
  exports: [
    UserTokens,
    AccessEnd,
    Revocations,
    SigningKeys,
    UserExport,
    UserHoldings,
    UserListService,
    UserStanding,
    UsersService,
  ],
})
export class AuthModule {}
