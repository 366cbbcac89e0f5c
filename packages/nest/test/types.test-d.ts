import http from "node:http";
import { server as hapi } from "@hapi/hapi";
import { type Drain, graceful, nestTarget } from "@x/graceful-nest";
import express from "express";
import { fastify } from "fastify";
import Koa from "koa";

// What they take of Nest: `with-nest/types.ts`.
graceful(http.createServer());
export type CoreIsExported = Drain;

// @ts-expect-error an app of another framework
graceful(express());
// @ts-expect-error an app of another framework
graceful(fastify());
// @ts-expect-error an app of another framework
graceful(new Koa());
// @ts-expect-error an app of another framework
graceful(hapi());
// @ts-expect-error
graceful();
// @ts-expect-error
graceful(undefined);
// @ts-expect-error
graceful({});
// @ts-expect-error a target takes no server
nestTarget(http.createServer());
