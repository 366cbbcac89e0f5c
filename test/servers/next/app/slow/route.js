import { appendFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { after } from "next/server";

export const dynamic = "force-dynamic";

/** Answers late, and works on behind its answer. */
export async function GET() {
  console.log("in flight");
  after(async () => {
    await sleep(Number(process.env.AFTER_MS ?? 0));
    if (process.env.AFTER_FILE) appendFileSync(process.env.AFTER_FILE, "after\n");
    console.log("after");
  });
  await sleep(700);
  return new Response("slow");
}
