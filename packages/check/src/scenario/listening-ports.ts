import { readdirSync, readFileSync, readlinkSync } from "node:fs";

const LISTEN = "0A";
/** The flag of a Unix socket that listens. */
const ACCEPTS = "00010000";

/** Whether the kernel's list of listeners can be read: only on Linux. */
export const knowsListeners = process.platform === "linux";

/**
 * Whether a process has listened on a port since a moment. Only on Linux. Unlike a connection, this does not disturb
 * the server.
 */
export function isListening(port: number, since: number): boolean {
  const { listeners, startedAt } = readCached();
  return startedAt < since || listeners.some((listener) => listener.port === port);
}

/** Whether a process listens on a port now. Reads the whole list anew. Only on Linux, elsewhere false. */
export const isTaken = (port: number): boolean => readListeners().some((listener) => listener.port === port);

/** The ports on which these processes listen. Only on Linux. */
export function portsOf(pids: readonly number[]): number[] {
  const sockets = new Set(pids.flatMap(socketsOf));
  const ports = readListeners()
    .filter(({ inode }) => sockets.has(inode))
    .map(({ port }) => port);
  return [...new Set(ports)].sort((a, b) => a - b);
}

/** The processes that listen on a port, as far as this one may look at them. Only on Linux. */
export function listenersOn(port: number): number[] {
  const inodes = new Set(
    readListeners()
      .filter((listener) => listener.port === port)
      .map(({ inode }) => inode),
  );
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => socketsOf(pid).some((inode) => inodes.has(inode)));
}

/** The paths of the Unix sockets on which these processes listen. Only on Linux. */
export function unixSocketsOf(pids: readonly number[]): string[] {
  const sockets = new Set(pids.flatMap(socketsOf));
  const [, ...lines] = readOr("/proc/net/unix").trimEnd().split("\n");
  const paths = lines.flatMap((line) => {
    const [, , , flags, , , inode = "", path] = line.trim().split(/\s+/);
    return flags === ACCEPTS && sockets.has(inode) && path !== undefined ? [path] : [];
  });
  return [...new Set(paths)];
}

interface Listener {
  readonly port: number;
  readonly inode: string;
}

/** The files list all connections of the machine, so reading them may take a tenth of the time at most. */
const SHARE = 10;
let known = { listeners: [] as Listener[], startedAt: 0, until: 0 };

function readCached(): typeof known {
  const startedAt = performance.now();
  if (startedAt < known.until) return known;
  const listeners = readListeners();
  const endedAt = performance.now();
  known = { listeners, startedAt, until: endedAt + (endedAt - startedAt) * SHARE };
  return known;
}

function readListeners(): Listener[] {
  return ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((file) => {
    const [, ...lines] = readOr(file).trimEnd().split("\n");
    return lines
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[3] === LISTEN)
      .map((fields) => ({
        port: Number.parseInt(fields[1]?.split(":")[1] ?? "", 16),
        inode: fields[9] ?? "",
      }));
  });
}

function socketsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
}

function readOr(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
