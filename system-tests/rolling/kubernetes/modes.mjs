/**
 * @typedef {object} Mode
 * @property {string} id
 * @property {string} title As the tables have it.
 * @property {string} server What the pods have in the variable MODE: a plan, or `naive`.
 * @property {string} manifest A file of examples/kubernetes.
 * @property {"outside" | "inside"} from Where the clients are: on this machine, or in a pod.
 * @property {"steady" | "idle"} load
 */

/**
 * In the order in which they run: the control first, so that a run which is broken off shows nothing of ours alone.
 * @type {readonly Mode[]}
 */
export const MODES = [
  {
    id: "naive",
    title: "`server.close()`",
    server: "naive",
    manifest: "orders.yaml",
    from: "outside",
    load: "steady",
  },
  {
    id: "defaults",
    title: "the documented defaults",
    server: "defaults",
    manifest: "orders.yaml",
    from: "outside",
    load: "steady",
  },
  {
    id: "pre-stop",
    title: "a `preStop` hook and `lameDuckMs: 0`",
    server: "pre-stop",
    manifest: "orders-pre-stop.yaml",
    from: "outside",
    load: "steady",
  },
  {
    id: "health-port",
    title: "`health.port`",
    server: "health-port",
    manifest: "orders-health-port.yaml",
    from: "outside",
    load: "steady",
  },
  {
    id: "inside",
    title: "the defaults and clients in a pod",
    server: "defaults",
    manifest: "orders.yaml",
    from: "inside",
    load: "steady",
  },
  {
    id: "idle",
    title: "the defaults and 450 clients, each idle for 3 s",
    server: "defaults",
    manifest: "orders.yaml",
    from: "outside",
    load: "idle",
  },
];
