import { start as startCluster } from "../../engines/cluster.mjs";

export const name = "node:cluster, a primary of twenty lines";

export const start = startCluster;
