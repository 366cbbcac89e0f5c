import type { ClusterStatus, ReloadResult } from "../status.js";

/** The client sends one line of JSON on the control socket and gets one line back. Then the connection ends. */
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
/** Longer than any request. If there is no line feed by then, the request is wrong. */
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
