import { type DynamicModule, Module } from '@nestjs/common';
import { InstanceConfig } from './config.js';

/** Hands the checked settings to every module. */
@Module({})
export class ConfigModule {
  static forRoot(config: InstanceConfig): DynamicModule {
    return {
      module: ConfigModule,
      global: true,
      providers: [{ provide: InstanceConfig, useValue: config }],
      exports: [InstanceConfig],
    };
  }
}
