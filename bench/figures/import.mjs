import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { peersOf } from "../measure/peers-of.mjs";
import { median, spread } from "../measure/statistics.mjs";
import { PEERS } from "../peers.mjs";

const ONE_IMPORT = fileURLToPath(new URL("../measure/one-import.mjs", import.meta.url));
const EMPTY = new URL("../measure/empty.mjs", import.meta.url).href;

/**
 * What `import` of each package takes above that of an empty module, in a process that has what it works on already:
 * Node's servers, and the framework of an adapter. In fresh processes, one of each a round, forth and back.
 */
export const imports = {
  name: "import",
  rounds: { full: 20, quick: 4 },
  async measure({ rounds, say }) {
    /** @type {{ id: string, module: string, isOurs?: boolean }[]} */
    const modules = [
      { id: "empty", module: EMPTY },
      ...PEERS.flatMap(({ id, package: module, isOurs }) => (module ? [{ id, module, isOurs }] : [])),
    ];
    /** @type {Record<string, number[]>} */
    const samples = Object.fromEntries(modules.map(({ id }) => [id, []]));
    for (let round = 1; round <= rounds; round++) {
      say(`round ${round} of ${rounds}: ${modules.length} packages`);
      for (const { id, module, isOurs } of round % 2 === 1 ? modules : [...modules].reverse()) {
        const args = [ONE_IMPORT, module, ...(isOurs ? peersOf(module) : [])];
        const printed = execFileSync(process.execPath, args, { encoding: "utf8" });
        samples[id].push(Number(printed));
      }
    }
    const empty = median(samples.empty);
    return modules.slice(1).map(({ id, module, isOurs = false }) => ({
      id,
      isOurs,
      package: module,
      aboveEmptyMs: spread(samples[id].map((ms) => ms - empty)),
    }));
  },
};
