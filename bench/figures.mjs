import { close } from "./figures/close.mjs";
import { cpu } from "./figures/cpu.mjs";
import { exit } from "./figures/exit.mjs";
import { heap } from "./figures/heap.mjs";
import { imports } from "./figures/import.mjs";
import { size } from "./figures/size.mjs";

/** In the order in which they are measured and shown. */
export const FIGURES = [cpu, heap, close, exit, imports, size];
