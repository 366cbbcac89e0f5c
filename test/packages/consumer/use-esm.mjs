// An ES module of somebody who installed the packages: one app of each framework, one request, one drain.
import http from "node:http";
import Hapi from "@hapi/hapi";
import { serve } from "@hono/node-server";
import { Controller, Get, Module } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { ExpressAdapter } from "@nestjs/platform-express";
import * as core from "@x/graceful-core";
import * as express from "@x/graceful-express";
import * as fastify from "@x/graceful-fastify";
import * as hapi from "@x/graceful-hapi";
import * as hono from "@x/graceful-hono";
import * as koa from "@x/graceful-koa";
import * as nest from "@x/graceful-nest";
import Express from "express";
import { fastify as Fastify } from "fastify";
import { Hono } from "hono";
import Koa from "koa";
import { drainEach } from "./drain-each.cjs";

await drainEach({
  packages: { core, express, fastify, hapi, hono, koa, nest },
  frameworks: {
    http,
    Express,
    Fastify,
    Hapi,
    Hono,
    serve,
    Koa,
    NestFactory,
    ExpressAdapter,
    Controller,
    Get,
    Module,
  },
});
