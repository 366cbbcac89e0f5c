import { setTimeout as sleep } from "node:timers/promises";
import { attacks } from "./attacks.mjs";
import { HostileSocket } from "./hostile-socket.mjs";

const ATTACKERS = 24;

/** Clients that follow no rules. Resolves to the action and the end of each: `{ name, holds, socket }`. */
export function badClients(scene) {
  return Promise.all(Array.from({ length: ATTACKERS }, () => attack(scene)));
}

async function attack(scene) {
  const { port, random, leadMs, connection } = scene;
  const { name, raw, holds = false, run } = attacks[random.between(0, attacks.length - 1)];
  await sleep(random.between(0, leadMs + 100));
  const socket = await HostileSocket.open(port, connection.secure && !raw);
  if (socket) await run(socket, scene);
  return { name, holds, socket };
}
