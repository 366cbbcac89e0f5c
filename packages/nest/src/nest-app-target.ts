import type { ServerResponse } from "node:http";
import * as core from "@x/graceful-core";
import { invalidTarget, type Target } from "@x/graceful-core/adapter";
import { closeBehindDrain } from "./close-behind-drain.js";
import { findServers } from "./find-servers.js";
import { nestLogger } from "./nest-logger.js";

/** An app of Nest 10 or 11, on Express, on Fastify or on an HTTP adapter of your own. */
export interface NestApp {
  close(signal?: string): Promise<void>;
  getHttpAdapter(): object;
  // biome-ignore lint/suspicious/noExplicitAny: Nest's own type of it
  getHttpServer(): any;
}

/** What both of Nest's adapters have. */
interface HttpAdapter {
  get(path: string, handler: (request: unknown, response: NestResponse, next?: () => void) => unknown): void;
  getInstance(): object;
}

/** Node's response, or Fastify's reply around it. */
type NestResponse = ServerResponse & { hijack?(): void; raw?: ServerResponse };

/**
 * `phase`, where it is known, tells by which signal the shutdown began: `app.close(signal)` hands it to Nest's hooks.
 */
export function nestAppTarget(app: NestApp, phase?: () => core.Phase): Target {
  if (!isNestApp(app)) throw invalidTarget("a Nest app or a server", app);
  const http = app.getHttpAdapter() as HttpAdapter;
  const closing = closeBehindDrain(app);
  let isOver = false;
  return {
    name: "nest",
    app: http, // since `NestFactory` and the module see the app as objects of their own
    logger: nestLogger,
    servers(found) {
      if (made.has(http)) throw new core.GracefulError("ALREADY_GRACEFUL", TWICE);
      made.add(http);
      const stop = findServers(app.getHttpServer(), http.getInstance(), found);
      return () => {
        isOver = true;
        made.delete(http);
        stop();
        closing.restore();
      };
    },
    probe(path, answer) {
      if ((app as { isInitialized?: unknown }).isInitialized || app.getHttpServer().listening) {
        const why = "For `health` call graceful() before app.init() and app.listen(), or give `health.port`";
        throw new core.GracefulError("INVALID_OPTION", why); // behind Nest's own answer to what it does not know
      }
      http.get(path, async (_request, response, next) => {
        if (isOver && next) return next(); // a route cannot be taken away
        const { status, headers, body } = await answer();
        response.hijack?.();
        (response.raw ?? response).writeHead(status, headers).end(body);
      });
    },
    close: () => closing.close(signalOf(phase?.())),
    onClose: closing.drainFirst,
  };
}

/** By their HTTP adapters. Core sees that too, but not of an app that the module finds later. */
const made = new WeakSet<object>();
const TWICE = "This Nest app has a lifecycle already: import GracefulModule or call graceful(app), not both";

/** The signal that began the shutdown. A reason of another kind is not one that Nest's hooks know. */
function signalOf(phase?: core.Phase): string | undefined {
  return phase && "reason" in phase && /^SIG[A-Z]/.test(phase.reason) ? phase.reason : undefined;
}

function isNestApp(app: unknown): app is NestApp {
  const methods = ["close", "getHttpAdapter", "getHttpServer", "connectMicroservice"];
  return methods.every((name) => typeof Object(app)[name] === "function");
}
