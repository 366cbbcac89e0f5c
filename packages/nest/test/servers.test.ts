import { describe, test } from "vitest";
import { lookUpLate } from "../../../conformance/src/localhost.js";
import { stageFor, variants } from "./variants.js";

describe.each(variants.filter(([, { on }]) => on === "fastify"))("%s", (_, variant) => {
  test.each(["in the drain", "after it"] as const)(
    "the second server on localhost is looked up when the first one is closed already, %s: nothing fails",
    async (moment) => {
      const stage = stageFor(variant);
      await lookUpLate(moment, stage, () => ({
        server: stage.app.getHttpServer(),
        listener: (stage.app.getHttpAdapter().getInstance() as { routing(): void }).routing,
        listen: () => stage.app.listen(0, "localhost"),
      }));
    },
  );
});
