import { type DynamicModule, Module } from '@nestjs/common';
import { InstanceConfig } from './config.js';
import { ControlPlaneConfig } from './control-plane-config.js';

/** Hands the checked settings to every module. */
@Module({})
export class ConfigModule {
  static forRoot(config: InstanceConfig | ControlPlaneConfig): DynamicModule {
    const token = config.role === 'instance' ? InstanceConfig : ControlPlaneConfig;
    return {
      module: ConfigModule,
      global: true,
      providers: [{ provide: token, useValue: config }],
      exports: [token],
    };
  }
}
