/**
 * The types of the parts of Nest that this package uses. Nest itself is too heavy for everybody's `npm ci`, so its own
 * types are not installed.
 */
declare module "@nestjs/common" {
  export class Logger {
    constructor(context: string);
    log(message: string): void;
    warn(message: string): void;
    error(message: string): void;
  }
  export function Inject(token: object): (target: object, key: undefined, index: number) => void;
}

declare module "@nestjs/core" {
  export class HttpAdapterHost {
    /** None in an app without HTTP. */
    readonly httpAdapter: { getInstance(): object } | undefined;
  }
  export class NestApplication {
    init(): Promise<this>;
    get(token: object, options: { strict: false }): unknown;
    close(signal?: string): Promise<void>;
    getHttpAdapter(): object;
    getHttpServer(): import("@x/graceful-core").Server;
  }
}
