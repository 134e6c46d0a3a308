/** What a role tells the operators' feature. A DI token. */
export abstract class OperatorOptions {
  /** Cookies know no ports: the name keeps several servers of one host apart. */
  abstract readonly cookieName: string;
  /** The first account, made at first start when there is none. */
  abstract readonly first: { email: string; password: string } | undefined;
}
