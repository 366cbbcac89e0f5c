import { createServer } from "node:http";
import { createRequire } from "node:module";
import { graceful } from "@x/graceful-core";
import type { GraphQLSchema } from "graphql";
import { createClient } from "graphql-ws";
import { useServer } from "graphql-ws/use/ws";
import { expect } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { bounded } from "../../test-kit/condition.mjs";
import { contractLine } from "../src/contract-line.js";
import { listening } from "../src/node-handler.js";
import { patient } from "../src/plans.js";
import { http } from "../targets/http.js";

// The one copy that graphql-ws loads: vitest would resolve another of its builds.
const { GraphQLInt, GraphQLObjectType, ...graphql }: typeof import("graphql") = createRequire(
  import.meta.url,
)("graphql");

const subject = { start: http, over: "HTTP", divergences: [], promises: new Set<string>() } as const;

/** `subscription { count }` yields 1, and then nothing until it is given up. */
function schema(left: () => void): GraphQLSchema {
  const query = new GraphQLObjectType({ name: "Query", fields: { count: { type: GraphQLInt } } });
  const subscription = new GraphQLObjectType({
    name: "Subscription",
    fields: {
      count: {
        type: GraphQLInt,
        subscribe: () => {
          let count = 0;
          return {
            [Symbol.asyncIterator]() {
              return this;
            },
            next: () =>
              count++ === 0 ? Promise.resolve({ done: false, value: { count } }) : new Promise(() => {}),
            return() {
              left();
              return Promise.resolve({ done: true, value: undefined });
            },
          };
        },
      },
    },
  });
  return new graphql.GraphQLSchema({ query, subscription });
}

for (const byApi of [false, true]) {
  contractLine(subject, 17, `graphql-ws, ${byApi ? "given as `webSockets`" : "with no help"}`, (promise) => {
    promise(
      `graphql-${byApi ? "api" : "engine"}`,
      "its subscription ends on both sides, and its client may connect again",
      async (stage) => {
        const server = createServer();
        const sockets = new WebSocketServer({ server });
        const left = new Promise<void>((resolve) => useServer({ schema: schema(resolve) }, sockets));
        stage.track(await listening(server, { port: 0, host: "127.0.0.1" }));
        const lifecycle = graceful(server, {
          ...patient,
          upgradeGraceMs: 20_000,
          ...(byApi && { webSockets: sockets }),
        });
        const address = stage.address();
        const events: string[] = [];
        let firstCount = () => {};
        const counted = new Promise<void>((resolve) => {
          firstCount = resolve;
        });
        const client = createClient({
          url: `ws://127.0.0.1:${"port" in address ? address.port : 0}`,
          webSocketImpl: WebSocket,
          retryAttempts: 0,
          on: { closed: (event) => events.push(`closed ${(event as { code: number }).code}`) },
        });
        stage.adopt({ close: () => void client.dispose() });
        const ended = new Promise<void>((resolve) => {
          client.subscribe(
            { query: "subscription { count }" },
            {
              next: ({ data }) => {
                events.push(`count ${data?.count}`);
                firstCount();
              },
              // Without attempts left, a code that may be retried is told as an error.
              error: () => resolve(),
              complete: () => resolve(),
            },
          );
        });
        await bounded("the first event", counted);
        const report = lifecycle.shutdown();
        await bounded("the end of the subscription", ended);
        await bounded("the server's end of it", left);
        expect(events).toEqual(["count 1", "closed 1001"]);
        expect(await report).toMatchObject({
          outcome: "clean",
          connections: { total: 1, closed: 1, cut: 0 },
        });
      },
    );
  });
}
