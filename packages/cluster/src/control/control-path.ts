import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const ENDING = ".sock";

/**
 * The folders of this user, the first one for its new sockets. No other user can write below `XDG_RUNTIME_DIR`, but a
 * program that systemd has started does not have it, while the shell that sends the commands does.
 */
function folders(): readonly [string, ...string[]] {
  const { XDG_RUNTIME_DIR } = process.env;
  // `userInfo` of `node:os` throws in a container whose user has no name.
  const shared = join(tmpdir(), `graceful-cluster-${process.geteuid?.()}`);
  return XDG_RUNTIME_DIR ? [join(XDG_RUNTIME_DIR, "graceful-cluster"), shared] : [shared];
}

/**
 * The default path of a program's control socket. Creates its folder.
 * @throws if the folder belongs to another user
 */
export function defaultControlPath(program: string, cwd = "."): string {
  const [folder] = folders();
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (process.geteuid && statSync(folder).uid !== process.geteuid())
    throw new Error(`${folder} belongs to another user, so this program needs another path (--control)`);
  const name = createHash("sha256").update(resolve(cwd, program)).digest("hex").slice(0, 12);
  return join(folder, `${name}${ENDING}`);
}

/** The control sockets of this user with a default path. Some may belong to programs that do not run any more. */
export function findControlPaths(): string[] {
  return folders().flatMap(socketsIn);
}

function socketsIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(ENDING))
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}
