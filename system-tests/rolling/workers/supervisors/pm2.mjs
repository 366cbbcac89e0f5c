import { start as startPm2 } from "../../engines/pm2.mjs";

export const name = "PM2 reload";

export const start = startPm2;
