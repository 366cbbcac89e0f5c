import { expect } from "vitest";
import { bounded } from "../../../test-kit/condition.mjs";
import type { DefinePromise } from "../contract-line.js";
import { patient } from "../plans.js";
import { FIRST, listen, WHOLE } from "./event-stream-client.js";

/** `eventStreams` as a function. */
export function choices(promise: DefinePromise): void {
  promise(
    "events-choice",
    "a function decides about each event stream, whatever its method",
    async (stage) => {
      const asked: string[] = [];
      await stage.start({
        ...patient,
        eventStreams: ({ method, url, headers }) => {
          asked.push(`${method} ${url} ${headers.accept}`);
          return url === "/events/end" ? "close" : "wait";
        },
      });
      const kept = await listen(stage, "/events/keep");
      const ended = await listen(stage, "/events/end", { method: "POST" });
      const witness = await listen(stage, "/events/end");
      await stage.drain();
      for (const client of [ended, witness]) {
        expect(await client.response()).toMatchObject({ status: 200, text: FIRST, framing: "chunked" });
        await client.ended();
      }
      expect(asked.sort()).toEqual([
        "GET /events/end text/event-stream",
        "GET /events/keep text/event-stream",
        "POST /events/end text/event-stream",
      ]);
      stage.demo.open("keep");
      expect(await kept.response()).toMatchObject({ text: WHOLE });
      await kept.ended();
      const { requests } = await stage.cleanReport();
      expect(requests).toMatchObject({ total: 3, answered: 1, ended: 2 });
    },
  );

  promise(
    "events-choice-fails",
    "a function that fails is logged, and ends no event stream",
    async (stage) => {
      const errors: string[] = [];
      let told = () => {};
      const asked = new Promise<void>((resolve) => {
        told = resolve;
      });
      await stage.start({
        ...patient,
        logger: { info() {}, warn() {}, error: (line) => void errors.push(line) },
        eventStreams() {
          told();
          throw new Error("boom");
        },
      });
      const client = await listen(stage, "/events/a");
      await stage.drain();
      await bounded("the function to be asked", asked);
      stage.demo.open("a");
      expect(await client.response()).toMatchObject({ text: WHOLE });
      await client.ended();
      await stage.cleanReport();
      expect(errors).toEqual([expect.stringMatching(/`eventStreams`.*boom/)]);
    },
  );
}
