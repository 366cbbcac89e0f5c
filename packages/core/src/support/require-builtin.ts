import { createRequire } from "node:module";

/**
 * A module of Node that few processes need, loaded when it is needed. Not by `import()`: that rejects where code runs in a
 * context without one, as under Jest or v8-compile-cache.
 */
export function requireBuiltin<Module>(name: `node:${string}`): Module {
  return createRequire("/")(name) as Module;
}
