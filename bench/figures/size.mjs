import { bundledBytes } from "../measure/bundled-bytes.mjs";
import { installedBytes } from "../measure/installed-bytes.mjs";
import { peersOf } from "../measure/peers-of.mjs";
import { PEERS } from "../peers.mjs";

/**
 * What each package brings: bytes on disk once it is installed, with everything that it depends on, and bytes of its
 * code bundled, minified and gzipped. `graceful, engine alone` is what is left of core for who imports nothing but
 * `createDrain`.
 */
export const size = {
  name: "size",
  rounds: { full: 1, quick: 1 },
  async measure({ say }) {
    const rows = [];
    for (const { id, package: name, isOurs = false } of PEERS) {
      if (!name) continue;
      say(name);
      // An adapter is what it adds to its framework, and to core, which it shares with whatever else uses it.
      const external = isOurs && id !== "graceful" ? ["@x/graceful-core", ...peersOf(name)] : [];
      rows.push({
        id,
        isOurs,
        package: name,
        ...installedBytes(name),
        gzipBytes: await bundledBytes(name, { external }),
      });
    }
    const gzipBytes = await bundledBytes("@x/graceful-core", { only: "createDrain" });
    return [...rows, { id: "engine", isOurs: true, package: "@x/graceful-core", gzipBytes }];
  },
};
