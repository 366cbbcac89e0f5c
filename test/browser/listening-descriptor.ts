import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** In hexadecimal, as the kernel prints it: `LISTEN`. */
const LISTEN = "0A";

/**
 * The descriptor of this process's socket that listens on `port`, over IPv4. Node tells it by no public name; Linux
 * does, and this is where Debian's Chromium runs.
 */
export function listeningDescriptor(port: number): number {
  const local = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const rows = readFileSync("/proc/net/tcp", "utf8").split("\n");
  const row = rows
    .map((text) => text.trim().split(/\s+/))
    .find(([, address, , state]) => address?.endsWith(local) && state === LISTEN);
  const socket = `socket:[${row?.[9]}]`;
  const found = readdirSync("/proc/self/fd").find((descriptor) => target(descriptor) === socket);
  if (found === undefined) throw new Error(`No descriptor of this process listens on ${port}`);
  return Number(found);
}

/** Reading the folder opens a descriptor of its own, which is gone by now. */
function target(descriptor: string): string | undefined {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    return undefined;
  }
}
