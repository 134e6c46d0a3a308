import { Injectable } from '@nestjs/common';
import { errors } from '../common/errors.js';
import { SettingsService } from '../settings/settings.service.js';

/** The API document, built when it is first asked for: most starts never need it. */
@Injectable()
export class ApiDocument {
  private build: (() => unknown) | undefined;
  private text: string | undefined;

  constructor(private readonly settings: SettingsService) {}

  /** Called once, when all routes are known. */
  use(build: () => unknown): void {
    this.build = build;
  }

  /** @throws AppError `NOT_FOUND` when the operator has switched the documentation off */
  json(): string {
    this.requireOn();
    this.text ??= JSON.stringify(this.build?.());
    return this.text;
  }

  requireOn(): void {
    if (!this.settings.current.docs) throw errors.notFound('The documentation is switched off');
  }
}
