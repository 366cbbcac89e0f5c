/**
 * An object that all copies of this package in one process share: ESM and CommonJS, and each entry. The key contains a
 * version of the shape: a copy with another shape shares nothing with this one.
 */
export function sharedByCopies<Shared>(key: symbol, make: () => Shared): Shared {
  const global = globalThis as { [key: symbol]: Shared | undefined };
  const shared = global[key] ?? make();
  global[key] = shared;
  return shared;
}
