import { get, post } from "../../test-kit/requests.mjs";

/**
 * A GET or a POST, small or large, to an app of `apps/`.
 * @param {import("../../test-kit/random.mjs").Random} random
 */
export function anyRequest(random) {
  const bytes = random.chance(0.8) ? random.between(1, 4_000) : random.between(4_000, 200_000);
  if (random.chance(0.5)) return get(`/items/${bytes}`, { bodyBytes: bytes });
  return post("/echo", Buffer.alloc(bytes, "load"));
}
