import { type Dirent, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { isPartOfUnit } from "./unit.js";

export interface LintFile {
  /** Relative to the folder. */
  readonly path: string;
  readonly kind: "dockerfile" | "package" | "compose" | "kubernetes" | "pm2" | "systemd";
  readonly text: string;
}

/** Folders with generated files, or with code of others. */
const FOREIGN = /^(node_modules|dist|build|coverage|vendor|\..*)$/;
const DEEPEST = 4;
const MOST_BYTES = 1024 * 1024;

/** Finds every file below the folder that says how a process is started or ended. */
export function findFiles(folder: string, base = "", depth = 0): LintFile[] {
  return entriesOf(join(folder, base)).flatMap((entry) => {
    const path = base === "" ? entry.name : `${base}/${entry.name}`;
    if (entry.isDirectory())
      return FOREIGN.test(entry.name) || depth >= DEEPEST ? [] : findFiles(folder, path, depth + 1);
    if (!entry.isFile() || statSync(join(folder, path)).size > MOST_BYTES) return [];
    const read = () => readFileSync(join(folder, path), "utf8");
    const kind = kindOf(path, read);
    return kind ? [{ path, kind, text: read() }] : [];
  });
}

/** A folder that must not be read is left out: the data of a database beside its compose file, for instance. */
function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EACCES") return [];
    throw error;
  }
}

function kindOf(path: string, read: () => string): LintFile["kind"] | undefined {
  const name = basename(path);
  if (/^(.*\.)?(Dockerfile|Containerfile)([._-].*)?$/i.test(name)) return "dockerfile";
  if (name === "package.json") return "package";
  if (/^(docker-)?compose([._-].+)?\.ya?ml$/.test(name)) return "compose";
  if (/^ecosystem([._-].+)?\.(c?js|mjs|json|ya?ml)$|^(process|pm2)(\.config)?\.(c?js|json|ya?ml)$/.test(name))
    return "pm2";
  if (name.endsWith(".service") || isPartOfUnit(path)) return "systemd";
  if (
    /\.ya?ml$/.test(name) &&
    /^\s*(- )?kind:\s*["']?(Deployment|StatefulSet|DaemonSet|Pod|ReplicaSet|Rollout)\b/m.test(read())
  )
    return "kubernetes";
  return undefined;
}
