import type { ShutdownReport } from "@x/graceful-core";
import { Condition } from "../../test-kit/condition.mjs";
import type { Exit } from "../../test-kit/program.mjs";
import type { ExampleProcess } from "./example-process.js";
import { type Answer, answer, begin, headers, read, send, shopUntilToldToLeave } from "./order-client.js";

export const SHOPPERS = 3;

/** What the clients of an order service saw of it, and what it said itself. */
export interface Seen {
  ready: Answer;
  live: Answer;
  refused: Answer;
  /** Of clients that went on sending until they were told to close their connection. */
  shopped: Answer[];
  /** Asked for before the signal, answered a second later. */
  report: Answer;
  /** Half sent before the signal. */
  upload: Answer;
  /** Open at the signal, and never ended by its handler. */
  events: Answer;
  shutdown: ShutdownReport;
  exit: Exit;
  /** What the queue, the pool and the worker printed, in order. */
  said: string[];
}

/** Plays a day in the life of an order service: traffic of every kind, a signal in the middle of it, and the end. */
export async function serveAndShutDown(service: ExampleProcess): Promise<Seen> {
  const port = await service.port();
  const ready = await send({ port, path: "/readyz" });
  const live = await send({ port, path: "/livez" });
  const refused = await send({ port, method: "POST", path: "/orders" }, '{"amount":1}');

  const events = begin({ port, path: "/orders/events" }).end();
  const stream = read(await headers(events));
  const shopped: Answer[] = [];
  const changed = new Condition();
  const shoppers = Array.from({ length: SHOPPERS }, () =>
    shopUntilToldToLeave(port, (given) => {
      shopped.push(given);
      changed.changed();
    }),
  );
  const report = send({ port, path: "/report" });
  const body = '{"item":"bread"}';
  const upload = begin({ port, method: "POST", path: "/orders" }, body.length);
  const uploaded = answer(upload);
  upload.write(body.slice(0, 8));
  // What was on the wire before these answers was read before they were given: both requests are in flight.
  const enough = shopped.length + 10 * SHOPPERS;
  await changed.until(
    "some traffic",
    () => shopped.length >= enough,
    () => `${shopped.length} answers`,
  );

  service.kill("SIGTERM");
  await service.line(/SIGTERM: draining/);
  upload.end(body.slice(8));
  await Promise.all(shoppers);
  const exit = await service.over();
  return {
    ready,
    live,
    refused,
    shopped,
    report: await report,
    upload: await uploaded,
    events: await stream,
    shutdown: await service.report(),
    exit,
    said: service.lines.filter((line) => /^(queue|postgres|worker): /.test(line)),
  };
}
