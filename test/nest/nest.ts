import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import type { Server } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Those that are supported, each in a folder with a lockfile of its own. */
export type Major = 10 | 11 | 12;

/** The functions that decorators are: there is no compiler here that would call them. */
export type Decorator = (target: object, name?: string, descriptor?: unknown) => void;
type Decorators<Names extends string> = Readonly<Record<Names, (...options: unknown[]) => Decorator>>;

/** As much of an app as the tests call; `app.get` takes any token. */
export interface App {
  close(signal?: string): Promise<void>;
  connectMicroservice(options: object, hybrid?: object): unknown;
  enableShutdownHooks(): this;
  enableVersioning(options: object): this;
  get<T>(token: unknown): T;
  getHttpAdapter(): { getInstance(): unknown };
  getHttpServer(): Server;
  getUrl(): Promise<string>;
  init(): Promise<this>;
  listen(on: number | string | object, host?: string): Promise<Server>;
  setGlobalPrefix(prefix: string): this;
  startAllMicroservices(): Promise<this>;
  use(middleware: unknown): this;
  useGlobalGuards(...guards: object[]): this;
  useGlobalInterceptors(...interceptors: object[]): this;
  useWebSocketAdapter(adapter: object): this;
}

interface Factory {
  create(module: unknown, ...options: object[]): Promise<App>;
  createApplicationContext(module: unknown, options: object): Promise<App>;
  createMicroservice(module: unknown, options: object): Promise<App>;
}

type HttpAdapter = new (instance?: object) => object;

/** Nest, as the tests and the programs that they run use it. */
export interface Nest {
  readonly common: Decorators<
    | "Controller"
    | "Get"
    | "Head"
    | "Inject"
    | "Injectable"
    | "Module"
    | "Param"
    | "Post"
    | "Req"
    | "Res"
    | "Sse"
  > & {
    readonly Logger: (new (context: string) => Console) & { overrideLogger(logger: unknown): void };
    readonly StreamableFile: new (body: object, options?: object) => object;
    readonly VersioningType: { readonly URI: number };
  };
  readonly core: {
    readonly NestFactory: Factory;
    readonly NestApplication: { readonly prototype: object };
    readonly HttpAdapterHost: object;
  };
  /** Express, or Fastify. */
  readonly adapters: Readonly<Record<"express" | "fastify", HttpAdapter>>;
  /** Another of its packages, or what it is built on. */
  load<T>(name: string): T;
}

/** The root of the repository: this file is also bundled into programs elsewhere in it. */
function rootOf(url: URL): string {
  return existsSync(new URL("test/nest/11/package.json", url))
    ? fileURLToPath(url)
    : rootOf(new URL("../", url));
}

export const ROOT = rootOf(new URL("./", import.meta.url));
export const folderOf = (major: Major) => join(ROOT, "test/nest", String(major));

/** Nest of one major, as `installNest` has installed it. */
export function nest(major: Major): Nest {
  const load = createRequire(join(folderOf(major), "package.json"));
  return {
    common: load("@nestjs/common"),
    core: load("@nestjs/core"),
    adapters: {
      get express() {
        return load("@nestjs/platform-express").ExpressAdapter;
      },
      get fastify() {
        return load("@nestjs/platform-fastify").FastifyAdapter;
      },
    },
    load,
  };
}

/** A route: how it is decorated, its handler, and how its parameters are. */
export type RouteOf = [method: Decorator, handler: (...given: never[]) => unknown, parameters?: Decorator[]];

/** A controller. Decorators are functions, and here nobody else calls them. */
export function controllerOf({ common }: Nest, routes: readonly RouteOf[], options?: object): object {
  class TheController {}
  for (const [at, [method, value, parameters = []]] of routes.entries()) {
    const name = `route${at}`;
    Object.defineProperty(TheController.prototype, name, { value, configurable: true });
    method(TheController.prototype, name, Object.getOwnPropertyDescriptor(TheController.prototype, name));
    for (const [index, one] of parameters.entries()) one(TheController.prototype, name, index);
  }
  common.Controller(options)(TheController);
  return TheController;
}

/** A module. */
export function moduleOf({ common }: Nest, options: object): object {
  class TheModule {}
  common.Module(options)(TheModule);
  return TheModule;
}
