import { moduleTests } from "./module-suite.js";

moduleTests(11);
