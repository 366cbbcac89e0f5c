/** What each package weighs at most, in kB, minified and gzipped; with the goal of the design where it is above. */
export const SIZE_LIMITS = {
  engine: { name: "createDrain alone", kB: 13.5, goalKB: 5 },
  core: { name: "core", kB: 37.2, goalKB: 12 },
  adapter: { name: "an adapter", kB: 1 },
  nest: { name: "nest, with its module", kB: 2.1, goalKB: 1 },
};
