import { setTimeout as sleep } from "node:timers/promises";

export const dynamic = "force-dynamic";

export async function GET() {
  return new Response(await sleep(2_000, "slow\n"));
}
