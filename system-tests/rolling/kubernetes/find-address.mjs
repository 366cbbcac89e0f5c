import { openConnection } from "../../../test-kit/connection.mjs";
import { exchange } from "../../../test-kit/exchange.mjs";
import { get } from "../../../test-kit/requests.mjs";

/** @typedef {{ host: string, port: number }} Address */

/**
 * Where clients of this machine reach the Service: at what the user gave, or else at its own address, which a node
 * knows, or else at the node. A port forwarded by kubectl is no such place: it leads to one pod, and dies with it.
 * @param {import("./kubectl.mjs").Kubectl} kubectl
 * @param {string} [given]
 * @returns {Promise<Address>}
 */
export async function findAddress(kubectl, given) {
  const service = JSON.parse(await kubectl("get", "service", "orders", "--output", "json"));
  const nodes = JSON.parse(await kubectl("get", "nodes", "--output", "json"));
  const candidates = given ? [readAddress(given)] : addressesOf(service, nodes);
  for (const address of candidates) if (await answers(address)) return address;
  const tried = candidates.map(({ host, port }) => `${host}:${port}`).join(", ");
  throw new Error(
    `The service answers at none of ${tried}: give \`--address host:port\`, or only \`--mode inside\``,
  );
}

/** @param {string} text */
export function readAddress(text) {
  const [, host, port] = /^(.+):(\d+)$/.exec(text) ?? [];
  if (!host) throw new Error(`Expected --address to be host:port, got \`${text}\``);
  return { host, port: Number(port) };
}

/**
 * @param {any} service
 * @param {any} nodes
 * @returns {Address[]}
 */
export function addressesOf({ spec }, { items }) {
  const [{ port, nodePort }] = spec.ports;
  const internal = items
    .flatMap(({ status }) => status.addresses)
    .filter(({ type }) => type === "InternalIP");
  return [
    { host: spec.clusterIP, port },
    ...internal.map(({ address }) => ({ host: address, port: nodePort })),
  ];
}

/** @param {Address} address */
async function answers({ host, port }) {
  const connection = await openConnection(port, { host });
  if (typeof connection === "string") return false;
  const { outcome } = await exchange(connection, get("/items/1", { bodyBytes: 1 }));
  connection.leave();
  return outcome === "answered";
}
