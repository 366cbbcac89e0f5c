import { fileURLToPath } from "node:url";
import { oneOf } from "../../../test-kit/options.mjs";
import { APPS } from "../../frameworks.mjs";
import { badClients } from "../chaos/bad-clients.mjs";
import { goodClients } from "../chaos/good-clients.mjs";
import { verdictOf } from "../chaos/verdict.mjs";
import { sum } from "../columns.mjs";

const SERVER = fileURLToPath(new URL("../chaos/server.mjs", import.meta.url));
const TARGETS = ["https", ...APPS];
/** How long a round takes if a client holds it to its deadline. */
const BUDGET_MS = 6_000;

/**
 * Hostile and broken clients next to good ones, which must lose nothing. `mayStay`: in half of the rounds the bad ones
 * stay until they are cut.
 */
export const chaos = {
  options: { target: { type: "string", multiple: true } },
  rounds: () => 6,
  targets: ({ target = TARGETS }) =>
    target.map((name) => ({
      name: oneOf("--target", TARGETS, name),
      again: `test:chaos -- --target ${name}`,
    })),
  server: ({ name, budgetMs = BUDGET_MS }) => ["--expose-gc", SERVER, name, String(budgetMs)],
  leadMs: [250, 500],
  async clients({ mayStay = true, ...scene }) {
    const isStubborn = scene.random.chance(0.5) && mayStay;
    const all = { ...scene, isStubborn, connection: { secure: scene.name === "https" } };
    const [bad] = await Promise.all([badClients(all), goodClients(all)]);
    return bad;
  },
  verdict: ({ target: { budgetMs = BUDGET_MS }, server, exit, seen }) =>
    verdictOf({ server, exit, bad: seen, budgetMs }),
  columns: [
    ["bad clients", (rounds) => sum(rounds, "bad")],
    ["cut", (rounds) => sum(rounds, "held")],
    [
      "heap",
      (rounds) => `+${Math.max(0, ...rounds.map(({ heapGrowthMb }) => heapGrowthMb ?? 0)).toFixed(1)} MB`,
    ],
  ],
};
