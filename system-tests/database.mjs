import { setTimeout as sleep } from "node:timers/promises";

let open = true;

/** Stands in for a pool: takes its time, and fails whoever asks after it was closed. */
export const database = {
  async query(ms = 15) {
    await sleep(ms);
    if (!open) throw new Error("the database was closed while a request still needed it");
  },
  async end() {
    await sleep(5);
    open = false;
    console.log("database closed");
  },
};
