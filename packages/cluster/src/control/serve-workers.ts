import type { Workers } from "../workers.js";
import { type ControlServer, serveControl } from "./control-server.js";
import type { Answer, Request } from "./protocol.js";

/**
 * Answers on the control socket of a program until the returned function is called. Failures are only a warning, also
 * one of `path`.
 */
export function serveWorkers(workers: Workers, path: () => string, warn: (line: string) => void): () => void {
  let isClosed = false;
  let server: ControlServer | undefined;
  const close = () => {
    isClosed = true;
    server?.close();
  };
  const open = async () => {
    server = await serveControl(path(), (request) => answer(workers, request));
    if (isClosed) server.close();
  };
  open().catch((error: Error) => warn(`No control socket: ${error.message}. Signals work all the same`));
  return close;
}

async function answer(workers: Workers, { command }: Request): Promise<Answer> {
  switch (command) {
    case "status":
      return { status: await workers.status() };
    case "reload":
      return { reload: await workers.reload() };
    case "stop":
      return { stop: { exitCode: await workers.stop("stop") } };
    default:
      return command satisfies never;
  }
}
