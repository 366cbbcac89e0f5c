import type { Client } from "./clients.js";

export interface Seen {
  readonly version: string;
  /** The methods that were called on it, in their order. */
  readonly called: readonly string[];
  /** What became of what was in flight when it was closed: `done`, `lost: …`, `none`, or `refused`. */
  readonly inFlight: string;
}

interface Row extends Seen {
  readonly client: Client;
}

const INTRO = `# Real clients as releases

A client is given as it is, and closed by its own method when the last response is out. No function around it is needed:

\`\`\`ts
// shutdown.ts
import { createServer } from "node:http";
import { graceful } from "@x/graceful-core";
import { pool, queue, redis } from "./resources.js";

const server = createServer();
graceful(server, {
  release: { queue, redis: { after: ["queue"], run: redis }, pool: { after: ["queue"], run: pool } },
});
\`\`\`

<!-- file: resources.ts
export declare const pool: { end(): Promise<void> };
export declare const queue: { close(): Promise<void> };
export declare const redis: { quit(): Promise<"OK"> };
-->

Releases run side by side but for what they come \`after\`: first what takes work (a worker, a consumer), then what that work uses
(queues, producers, pools), last what reports (traces, errors).

## What was seen

Each row is a test: the package of that version, installed, in a process of its own, given as a release and sent SIGTERM while it had
something to do. PostgreSQL, MariaDB, Redis, NATS and RabbitMQ were real; for gRPC and HTTP a server in the same process answered; of MongoDB,
Kafka and a cluster of Redis there was the client alone, without a server, so nothing is known of what it had under way. Each was also closed
where it had never been used, and a second time: neither fails.
This page is written by \`npm run docs:clients\`.

*awaited*: what it was doing came to its end. *lost*: the client breaks it off, and has no way that does not. –: nothing was in flight.
`;

const RULE = `
## Which method is called

The first that there is:

1. \`end()\` of a writable stream: every other way discards what it has not written yet.
2. \`[Symbol.asyncDispose]()\`.
3. \`drain()\`, where there is an \`isDraining()\` too. Never \`drain()\` by itself: a job queue deletes its jobs by that name.
4. \`quit()\`, then \`end()\`, where there is an \`end()\`: the \`close()\` of a MySQL connection and the \`end()\` of ioredis hang up.
5. \`close()\`, \`quit()\`, \`disconnect()\`, \`$disconnect()\`, \`tryShutdown()\`, \`shutdown()\`, \`destroy()\`.

What it returns is awaited; where it declares a parameter it gets a callback. What says that it is closed (\`ended\`, \`isOpen\`, an error
at once that says so) is done. What says that it has no connection (\`status\`, \`isReady\`) hangs up, since its goodbye would wait for one. No
package is known by its name: what is not in the table is closed by the same rule.

## Traps

- **A function with such a method is closed, not called.** A \`knex\` is a function, and so is a \`sql\` of postgres.js: calling them would
  build a query. Where the function itself is what you mean, \`() => it()\`.
- **A client that is a function and has none of these methods is called.** Nobody can tell it from a function: \`() => it.stop()\`.
- **\`stop()\`, \`terminate()\`, \`flush()\` and the like are not guessed at**: they pause some things and end others. An object that has no
  other way is refused at start, and the message names the release and the method: \`() => it.stop()\`.
- **What takes work by itself goes on taking it while requests drain.** The release comes after the last response. Tell it in \`onDrain\`
  to take no more; the release then waits for what it has.
- **A client that blocks** (\`BLPOP\` or \`XREAD\` without an end) answers no \`quit()\` until it has something: \`() => redis.disconnect()\`, or
  \`destroy()\` of redis, for that connection.
- **A class** in place of an instance is refused at start, and so is a promise of a client: \`await\` it before.
`;

export function clientsPage(rows: readonly Row[]): string {
  return [
    INTRO,
    "| package | given | called | in flight | what you have to do |",
    "|---|---|---|---|---|",
    ...rows.map(rowOf),
    RULE,
  ].join("\n");
}

function rowOf({ client, version, called, inFlight }: Row): string {
  const calls = called.map((name) => `\`${name}()\``).join(", ");
  const cells = [
    `${client.package} ${version}`,
    `\`${client.given}\``,
    inFlight === "refused" ? "refused at start" : calls,
    FATES[inFlight.split(":", 1)[0] ?? ""] ?? "–",
    client.advice || "nothing",
  ];
  return `| ${cells.join(" | ")} |`;
}

const FATES: Readonly<Record<string, string>> = { done: "awaited", lost: "**lost**" };
