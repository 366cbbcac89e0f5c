import Koa3 from "koa";
import Koa2 from "koa2";

type Class = typeof Koa3;

/** Both majors, behind the types of 3. */
export const majors: [string, Class][] = [
  ["Koa 2", Koa2 as unknown as Class],
  ["Koa 3", Koa3],
];
