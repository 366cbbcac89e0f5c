import { count } from "./count.js";

/** Node's names for what holds an event loop, in the words of an application. Other names are kept as they are. */
const WORDS: Readonly<Record<string, readonly [one: string, many?: string]>> = {
  Timeout: ["timer"],
  Immediate: ["setImmediate"],
  TCPServerWrap: ["listening server"],
  TCPSocketWrap: ["TCP connection"],
  ConnectWrap: ["connection being made", "connections being made"],
  PipeWrap: ["pipe or Unix socket", "pipes or Unix sockets"],
  UDPWrap: ["UDP socket"],
  ProcessWrap: ["child process", "child processes"],
  MessagePort: ["message port"],
  FSEventWrap: ["file watcher"],
  StatWatcher: ["file watcher"],
  FSReqCallback: ["file operation"],
  FSReqPromise: ["file operation"],
  GetAddrInfoReqWrap: ["DNS lookup"],
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
