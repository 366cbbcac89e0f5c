import { createHash } from "node:crypto";
import { mkdirSync, readdirSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join, resolve } from "node:path";

const ENDING = ".sock";

/**
 * A folder of this user. It is below `XDG_RUNTIME_DIR` if that is set, since no other user can write there.
 */
function folder(): string {
  const { XDG_RUNTIME_DIR } = process.env;
  return XDG_RUNTIME_DIR
    ? join(XDG_RUNTIME_DIR, "graceful-cluster")
    : join(tmpdir(), `graceful-cluster-${userInfo().uid}`);
}

/** The default path of a program's control socket. Creates its folder. */
export function defaultControlPath(program: string): string {
  mkdirSync(folder(), { recursive: true, mode: 0o700 });
  const name = createHash("sha256").update(resolve(program)).digest("hex").slice(0, 12);
  return join(folder(), `${name}${ENDING}`);
}

/** The control sockets of this user with a default path. Some may belong to programs that do not run any more. */
export function findControlPaths(): string[] {
  try {
    return readdirSync(folder())
      .filter((name) => name.endsWith(ENDING))
      .map((name) => join(folder(), name));
  } catch {
    return [];
  }
}
