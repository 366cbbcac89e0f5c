// Before the source is loaded, which imports Nest.
process.env.NEST_MAJOR = "12";
const { moduleTests } = await import("./module-suite.js");
moduleTests(12);
