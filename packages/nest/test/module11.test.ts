import { moduleTests } from "./module-suite.js";

await moduleTests(11);
