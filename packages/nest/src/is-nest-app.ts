/** An app of Nest 10, 11 or 12, on Express, on Fastify or on an HTTP adapter of your own. */
export interface NestApp {
  close(signal?: string): Promise<void>;
  getHttpAdapter(): object;
  // biome-ignore lint/suspicious/noExplicitAny: the type that Nest gives it
  getHttpServer(): any;
}

export function isNestApp(app: unknown): app is NestApp {
  return ["close", "getHttpAdapter", "connectMicroservice"].every(
    (name) => typeof Object(app)[name] === "function",
  );
}
