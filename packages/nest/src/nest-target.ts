import type { ServerResponse } from "node:http";
import * as core from "@x/graceful-core";
import { invalidTarget, type Target } from "@x/graceful-core/adapter";
import { closeBehindDrain } from "./close-behind-drain.js";
import { isNestApp, type NestApp } from "./is-nest-app.js";
import { nestLogger } from "./nest-logger.js";
import { nestServers } from "./nest-servers.js";
import { preCloseHooks } from "./pre-close-hooks.js";

/** What Nest's adapters for Express and for Fastify have in common. */
interface HttpAdapter {
  get(path: string, handler: (request: unknown, response: NestResponse, next?: () => void) => unknown): void;
  getInstance(): object;
}

/** Node's response, or Fastify's reply around it. */
type NestResponse = ServerResponse & { hijack?(): void; raw?: ServerResponse };

/**
 * Makes a Nest app a target for core; throws `INVALID_TARGET` for anything else. The logger is Nest's, with the context
 * `Graceful`.
 */
export function nestTarget(app: NestApp): Target {
  if (!isNestApp(app)) throw invalidTarget("a Nest app or a server", app);
  const http = app.getHttpAdapter() as HttpAdapter;
  const closing = closeBehindDrain(app);
  const preClose = preCloseHooks();
  let isOver = false;
  return {
    name: "nest",
    app: http, // not `app`: `NestFactory` and the module have different objects for it
    logger: nestLogger,
    servers(found) {
      if (gracefulAdapters.has(http)) throw new core.GracefulError("ALREADY_GRACEFUL", TWICE);
      gracefulAdapters.add(http);
      const stop = nestServers(app.getHttpServer(), http.getInstance(), found);
      const forgetHooks = preClose.note(http.getInstance());
      return () => {
        isOver = true;
        gracefulAdapters.delete(http);
        stop();
        forgetHooks();
        closing.restore();
      };
    },
    probe(path, answer) {
      if ((app as { isInitialized?: unknown }).isInitialized || app.getHttpServer().listening) {
        const why = "For `health` call graceful() before app.init() and app.listen(), or give `health.port`";
        throw new core.GracefulError("INVALID_OPTION", why); // Nest's own 404 is already registered, and would win
      }
      http.get(path, async (_request, response, next) => {
        if (isOver && next) return next(); // a route cannot be removed
        const { status, headers, body } = await answer();
        response.hijack?.();
        (response.raw ?? response).writeHead(status, headers).end(body);
      });
    },
    // With the signal that began the shutdown, which Nest passes to its hooks.
    close: (reason) => closing.close(signalOf(reason)),
    onDrain: preClose.run,
    onClose: closing.drainFirst,
  };
}

/** The HTTP adapters of graceful apps. Core refuses a second lifecycle too, but not of an app that the module finds. */
const gracefulAdapters = new WeakSet<object>();
const TWICE = "Import GracefulModule or call graceful(app), not both";

/** Nest's hooks know no other kind of reason than a signal. */
function signalOf(reason = ""): string | undefined {
  return /^SIG[A-Z]/.test(reason) ? reason : undefined;
}
