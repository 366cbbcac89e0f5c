import express5 from "express";
import express4 from "express4";

/** Both majors, behind the types of 5. */
export const majors: [name: string, express: typeof express5][] = [
  ["Express 4", express4 as unknown as typeof express5],
  ["Express 5", express5],
];
