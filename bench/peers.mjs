import { FRAMEWORKS, packageOf } from "../system-tests/frameworks.mjs";

/**
 * @typedef {object} Peer
 * @property {string} id
 * @property {string} title
 * @property {string} [bare] The one it is compared with.
 * @property {string} [package] What users install.
 * @property {boolean} [isOurs]
 * @property {boolean} [isUnstoppable] It has no way to stop.
 * @property {import("../system-tests/frameworks.mjs").Framework} [framework]
 * @property {"bare" | "own" | "graceful"} [shutdown] Of a framework.
 */

/**
 * Every set-up that is measured: `peers/<id>.mjs`, and `serve-framework.mjs` for each framework. `bare` is what it is
 * compared with. A library is set up on `node:http` and compared with bare `node:http`. Fastify's close and hapi's
 * stop are part of their frameworks and cost nothing while those serve: they are compared with the same framework in
 * which nobody listens to a signal, and so is graceful on a framework, since a comparison with bare `node:http` would
 * measure the framework.
 * @type {readonly Peer[]}
 */
export const PEERS = [
  { id: "bare", title: "bare Node" },
  { id: "graceful", title: "graceful", bare: "bare", package: "@x/graceful-core", isOurs: true },
  { id: "terminus", title: "terminus", bare: "bare", package: "@godaddy/terminus" },
  { id: "stoppable", title: "stoppable", bare: "bare", package: "stoppable" },
  { id: "http-terminator", title: "http-terminator", bare: "bare", package: "http-terminator" },
  {
    id: "http-graceful-shutdown",
    title: "http-graceful-shutdown",
    bare: "bare",
    package: "http-graceful-shutdown",
  },
  { id: "lightship", title: "lightship 9.0.3", bare: "bare", package: "lightship" },
  { id: "close-with-grace", title: "close-with-grace", bare: "bare", package: "close-with-grace" },
  { id: "gquittet", title: "@gquittet/graceful-server", bare: "bare", package: "@gquittet/graceful-server" },
  { id: "server-destroy", title: "server-destroy", bare: "bare", package: "server-destroy" },
  ...FRAMEWORKS.flatMap(ofFramework),
];

/**
 * A framework as it is, with its own way to stop where it has one, and made graceful.
 * @param {import("../system-tests/frameworks.mjs").Framework} framework
 * @returns {Peer[]}
 */
function ofFramework(framework) {
  const { id, title, ownStop } = framework;
  /** @type {Peer} */
  const own = {
    id: `${id}-${ownStop}`,
    title: `${title} ${ownStop}()`,
    bare: id,
    framework,
    shutdown: "own",
  };
  const graceful = { id: `graceful-${id}`, title: `graceful, ${title}`, bare: id, package: packageOf(id) };
  return [
    { id, title, framework, shutdown: "bare", isUnstoppable: ownStop !== undefined },
    ...(ownStop ? [own] : []),
    { ...graceful, isOurs: true, framework, shutdown: "graceful" },
  ];
}

/** Whether it has a way to stop. */
export const stopping = (/** @type {Peer} */ { id, bare, isUnstoppable }) =>
  !isUnstoppable && (id === "bare" || bare !== undefined);

/** @param {string} id */
export const peer = (id) => PEERS.find((one) => one.id === id);
/** @param {string} id */
export const titleOf = (id) => peer(id)?.title ?? id;
