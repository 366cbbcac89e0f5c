import { beforeAll, describe, expect, test } from "vitest";
import { INSTALL_MS } from "./install-once.js";
import { installPackages, Program } from "./program.js";

beforeAll(installPackages, INSTALL_MS);

const query = {
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify({ query: "{ row }" }),
};

/** Apollo Server sends its own process the signal again when it has stopped: that is no second signal. */
describe("Apollo Server on Express, after one SIGTERM", () => {
  test.for([
    ["as it is", {}],
    ["with its plugin that drains the HTTP server", { DRAIN_PLUGIN: "1" }],
  ] as const)("%s: answers the query in flight, closes the database, lets Apollo stop", async (row) => {
    using program = new Program("apollo.mjs", row[1]);
    const client = await program.inFlight("/graphql", "POST", query);
    program.kill("SIGTERM");
    const { status, text } = await client.response();
    expect([status, text]).toEqual([200, '{"data":{"row":"row"}}\n']);
    expect(await program.ended).toEqual({ code: 0, signal: null });
    expect(program.said).toEqual(["in flight", "answered", "database closed", "Apollo stopped", "exit 0"]);
    expect(await program.report()).toMatchObject({ outcome: "clean", requests: { total: 1, answered: 1 } });
  });

  test("where Apollo stops at once: holds its signal until query and database are done", async () => {
    using program = new Program("apollo.mjs", { OTHERS: "now" });
    const client = await program.inFlight("/graphql", "POST", query);
    program.kill("SIGTERM");
    expect((await client.response()).status).toBe(200);
    expect(await program.ended).toEqual({ code: 0, signal: null });
    expect(program.said).toEqual(["in flight", "Apollo stopped", "answered", "database closed", "exit 0"]);
    // Whoever asked for it is named.
    expect(program.lines).toContainEqual(expect.stringMatching(/^\[graceful\].*ApolloServer\.js:\d+/));
  });
});
