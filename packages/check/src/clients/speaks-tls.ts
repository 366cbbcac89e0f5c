import type { Address } from "./address.js";
import { openWire } from "./wire.js";

/** Whether a server completes a handshake. To a client without TLS some servers answer 400, others close. */
export async function speaksTls(address: Address): Promise<boolean> {
  const wire = await openWire({ ...address, tls: true, insecure: true }, "handshake");
  if (typeof wire === "string") return false;
  wire.destroy();
  return true;
}
