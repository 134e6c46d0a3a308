/** Which runtime is used, and why; said at start and in `/health`. A DI token. */
export class RuntimeChoice {
  constructor(
    readonly kind: 'docker' | 'process',
    readonly why: string,
  ) {}
}
