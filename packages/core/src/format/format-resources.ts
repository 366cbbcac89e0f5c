import { count } from "./count.js";

/** Node's names for what holds an event loop, in the words of an application. Other names are kept as they are. */
const WORDS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  Timeout: ["timer", "timers"],
  Immediate: ["setImmediate", "setImmediates"],
  TCPServerWrap: ["listening server", "listening servers"],
  TCPSocketWrap: ["TCP connection", "TCP connections"],
  ConnectWrap: ["connection being made", "connections being made"],
  PipeWrap: ["pipe or Unix socket", "pipes or Unix sockets"],
  UDPWrap: ["UDP socket", "UDP sockets"],
  ProcessWrap: ["child process", "child processes"],
  MessagePort: ["message port", "message ports"],
  FSEventWrap: ["file watcher", "file watchers"],
  StatWatcher: ["file watcher", "file watchers"],
  FSReqCallback: ["file operation", "file operations"],
  FSReqPromise: ["file operation", "file operations"],
  GetAddrInfoReqWrap: ["DNS lookup", "DNS lookups"],
};

/** The resources of a report in words: `2 timers, 1 TCP connection` for `["Timeout x2", "TCPSocketWrap"]`. */
export function formatResources(resources: readonly string[]): string {
  return resources.map(inWords).join(", ");
}

function inWords(resource: string): string {
  const [, name = resource, times = "1"] = /^(.*?)(?: x(\d+))?$/.exec(resource) ?? [];
  const words = Object.hasOwn(WORDS, name) ? WORDS[name] : undefined;
  return words ? count(Number(times), ...words) : resource;
}
