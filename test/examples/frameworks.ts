/** The examples that are one service four times. */
export const frameworks = ["express", "fastify", "koa", "hapi"] as const;

export type Framework = (typeof frameworks)[number];
