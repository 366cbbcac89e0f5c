import { setTimeout as sleep } from "node:timers/promises";

/** What each of them serves at `/slow`: in flight at the signal, and for long after it. */
export async function slow() {
  console.log("in flight");
  await sleep(700);
  return "slow";
}
