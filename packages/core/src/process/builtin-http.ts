import type * as http from "node:http";

/**
 * `node:http` of this runtime, not imported: core is to load no protocol's module that its application does not use.
 * Node before 20.16 cannot say it; every runtime but Node can.
 */
export function builtinHttp(): typeof http | undefined {
  return process.getBuiltinModule?.("node:http");
}
