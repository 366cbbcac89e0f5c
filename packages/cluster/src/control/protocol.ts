import type { ClusterStatus, ReloadResult } from "../status.js";

/** One line of JSON each way on the control socket; then the connection ends. */
export type Request =
  | { readonly command: "status" }
  | { readonly command: "reload" }
  | { readonly command: "stop" };

export type Answer =
  | { readonly status: ClusterStatus }
  | { readonly reload: ReloadResult }
  | { readonly stop: { readonly exitCode: number } }
  | { readonly error: string };

const COMMANDS = ["status", "reload", "stop"] as const;
/** Longer than any request: what goes on without a line feed is no client of ours. */
export const LONGEST_REQUEST = 4_096;

export function parseRequest(line: string): Request | undefined {
  try {
    const { command } = JSON.parse(line) as { command?: unknown };
    const known = COMMANDS.find((name) => name === command);
    return known && { command: known };
  } catch {
    return undefined;
  }
}
