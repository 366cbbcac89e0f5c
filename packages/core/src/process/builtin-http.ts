import type * as http from "node:http";

/**
 * `node:http` of this runtime, without an import: core must not load the module of a protocol that the application does
 * not use. Node before 20.16 has no way to do this; every other runtime has one.
 */
export function builtinHttp(): typeof http | undefined {
  return process.getBuiltinModule?.("node:http");
}
