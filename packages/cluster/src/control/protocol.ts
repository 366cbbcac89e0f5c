import type { ClusterStatus, ReloadResult } from "../status.js";

/**
 * The client sends one line of JSON on the control socket. It gets an empty line at once and then every second, as long
 * as the program does not stand still, and at last one line of JSON. Then the connection ends.
 */
export type Request =
  | { readonly command: "status" }
  | { readonly command: "reload" }
  | { readonly command: "stop" };

export type Answer =
  | { readonly status: ClusterStatus }
  | { readonly reload: ReloadResult }
  | { readonly stop: { readonly exitCode: number } }
  | { readonly error: string };

/** How often the client gets an empty line, and how many of them may be missing. */
export const SIGN_MS = 1_000;
export const MISSING_SIGNS = 5;

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
