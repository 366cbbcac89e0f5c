export * from "@x/graceful-core";
