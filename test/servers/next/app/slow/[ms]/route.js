import { setTimeout as sleep } from "node:timers/promises";

export const dynamic = "force-dynamic";

export async function GET(_request, { params }) {
  const { ms } = await params;
  await sleep(Number(ms));
  return new Response(".");
}
