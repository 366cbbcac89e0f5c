import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { compileBlocks } from "../docs/compile-blocks.js";
import { INSTALL_MS, installOnce } from "../programs/install-once.js";

const HERE = fileURLToPath(new URL(".", import.meta.url));
beforeAll(() => installOnce(HERE), INSTALL_MS);

/** All but `pg`, which has no types of its own. */
const CODE = `
import { Client, Server } from "@grpc/grpc-js";
import { NodeSDK } from "@opentelemetry/sdk-node";
import * as sentry from "@sentry/node";
import { graceful } from "@x/graceful-core";
import amqplib from "amqplib";
import { Queue, Worker } from "bullmq";
import { Cluster, Redis } from "ioredis";
import { Kafka } from "kafkajs";
import { knex as knexOf } from "knex";
import { MongoClient } from "mongodb";
import mongoose from "mongoose";
import mysql from "mysql2";
import promised from "mysql2/promise";
import { connect } from "nats";
import { Piscina } from "piscina";
import type { Sql } from "postgres";
import { createClient } from "redis";
import { Sequelize } from "sequelize";
import { DataSource } from "typeorm";
import { Agent, Pool } from "undici";

declare const sql: Sql, undiciPool: Pool, piscina: Piscina, cluster: Cluster;
declare const grpcClient: Client, grpcServer: Server, otel: NodeSDK, queue: Queue, worker: Worker;
declare const ioredis: Redis, mongo: MongoClient, sequelize: Sequelize, typeorm: DataSource, agent: Agent;
const knex = knexOf({});
const kafka = new Kafka({ brokers: [] });
const release = {
  sql, undiciPool, piscina, cluster, grpcClient, grpcServer, otel, queue, worker,
  ioredis, mongo, sequelize, typeorm, agent, knex, mongoose, sentry,
  amqp: await amqplib.connect(""),
  nats: await connect(),
  redis: createClient(),
  pool: mysql.createPool({}),
  promisePool: promised.createPool({}),
  connection: { after: ["pool"], run: mysql.createConnection({}) },
  producer: kafka.producer(),
  consumer: kafka.consumer({ groupId: "orders" }),
};
graceful({ release });
// @ts-expect-error: it has nothing to be closed by
graceful({ release: { kafka } });
`;

test("TypeScript takes each of them as a release, and refuses what cannot be closed", {
  timeout: 240_000,
}, () => {
  const block = { path: "clients.ts", line: 1, language: "ts", remark: "", name: undefined, code: CODE };
  expect(compileBlocks([block], HERE)).toEqual([]);
});
