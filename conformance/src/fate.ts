import type { RawClient } from "../../test-kit/raw-client.mjs";
import type { Stage } from "./stage.js";

/**
 * What became of a client that opened a connection and sent one request: `answered`, `refused` (by the kernel, so the
 * client knows that nothing happened), or another result, which is a loss.
 */
export async function fateOf(client: RawClient): Promise<string> {
  await client.settled();
  const { events } = client;
  // A client that was answered just before the drain is idle now, and would have its grace.
  client.close();
  if (client.responses[0]?.status === 200) return "answered";
  // A Unix socket leaves the file system with its listener.
  if (["ECONNREFUSED", "ENOENT"].includes(client.error?.code ?? "")) return "refused";
  return `lost: ${events.join(", ")}`;
}

/** Whether the kernel refuses a new connection. */
export async function refused(stage: Stage, address = stage.address()): Promise<boolean> {
  return (await fateOf(stage.open({}, address).request("GET", "/ok"))) === "refused";
}
