import { fileURLToPath } from "node:url";
import { oneOf } from "../../../test-kit/options.mjs";
import { APPS } from "../../frameworks.mjs";
import { steadyClient } from "../steady-client.mjs";

const SERVER = fileURLToPath(new URL("../../demo/server.mjs", import.meta.url));
const CLIENTS = 30;

/** Thirty clients that behave like HTTP libraries. None may lose a request. */
export const stress = {
  options: { framework: { type: "string", default: "express" }, naive: { type: "boolean", default: false } },
  /** `server.close()` needs its ten seconds in nearly every round. */
  rounds: ({ naive }) => (naive ? 12 : 200),
  targets({ framework, naive }) {
    const name = oneOf("--framework", APPS, framework);
    if (naive)
      return [{ app: name, name: `${name} (naive)`, again: `stress -- --framework ${name} --naive` }];
    return [{ app: name, name, again: `stress -- --framework ${name}` }];
  },
  server: ({ app, name }) => [SERVER, app, app === name ? "graceful" : "naive"],
  leadMs: [150, 650],
  clients: (scene) => Promise.all(Array.from({ length: CLIENTS }, () => steadyClient(scene))),
  verdict: ({ exit }) => ({ wrong: exit.code === 0 ? [] : [`exit ${exit.signal ?? exit.code}`] }),
  columns: [],
};
