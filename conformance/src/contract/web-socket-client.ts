import type { RawClient } from "../../../test-kit/raw-client.mjs";
import { patient } from "../plans.js";
import { SocketClient } from "../socket-client.js";
import type { Stage } from "../stage.js";

/** The close frame as it is on the wire. */
export const GOING_AWAY = "\x88\x02\x03\xe9";
export const longUpgradeGrace = { ...patient, upgradeGraceMs: 20_000 };

export async function connectWebSocket(
  stage: Stage,
  options: { compressed?: boolean } = {},
): Promise<SocketClient> {
  return stage.adopt(await SocketClient.connect(stage.address(), stage.tls, options));
}

/** Asks for a WebSocket, and does nothing more. */
export function upgrade(client: RawClient, path = "/ws"): RawClient {
  return client.request("GET", path, {
    headers: {
      Connection: "Upgrade",
      Upgrade: "websocket",
      "Sec-WebSocket-Version": "13",
      "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    },
  });
}
