import { type DynamicModule, Module } from '@nestjs/common';
import { OperatorSessions } from '../access/credentials.js';
import { SettingsService } from '../settings/settings.service.js';
import { FirstOperator } from './first-operator.js';
import { OperatorAccountsService } from './operator-accounts.service.js';
import { OperatorOptions } from './operator-options.js';
import { OperatorSessionController } from './operator-session.controller.js';
import { OperatorSessionsService } from './operator-sessions.service.js';
import { OperatorSignInController } from './operator-sign-in.controller.js';
import { OperatorSignInService } from './operator-sign-in.service.js';
import { OperatorsController } from './operators.controller.js';
import { OperatorsNews } from './operators-news.js';

interface RoleOptions {
  /** The cookie's name; `appId` is the id in this role's settings. */
  cookieName: (appId: string) => string;
  first: OperatorOptions['first'];
  /** Whether accounts are kept here. Without: no setup, login, password or accounts. */
  accounts: boolean;
}

/** Who may use a dashboard, for either role. */
@Module({})
export class OperatorsModule {
  static forRoot({ cookieName, first, accounts }: RoleOptions): DynamicModule {
    return {
      module: OperatorsModule,
      global: true,
      controllers: [
        OperatorSessionController,
        ...(accounts ? [OperatorSignInController, OperatorsController] : []),
      ],
      providers: [
        {
          provide: OperatorOptions,
          inject: [SettingsService],
          useFactory: ({ appId }: SettingsService): OperatorOptions => ({
            cookieName: cookieName(appId),
            first,
          }),
        },
        OperatorsNews,
        OperatorSessionsService,
        { provide: OperatorSessions, useExisting: OperatorSessionsService },
        OperatorAccountsService,
        OperatorSignInService,
        ...(accounts ? [FirstOperator] : []),
      ],
      exports: [OperatorSessions, OperatorSessionsService, OperatorsNews],
    };
  }
}
