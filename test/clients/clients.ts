/** What the documentation says about one kind of client, beside what the test saw. */
export interface Client {
  readonly package: string;
  /** The file in `fixtures/`, and the name of its export. */
  readonly fixture: readonly [file: string, name: string];
  /** What is given as the release, in code. */
  readonly given: string;
  /** What the user has to know, do before, or write instead; empty where the object alone will do. */
  readonly advice: string;
  /** It loses what is in flight when it is closed, and offers no way of its own that does not. */
  readonly loses?: true;
}

const ASKS_LAST = "What still queries is lost: let it end before, with `lifecycle.hold()` or `after`.";
const TAKES_NO_MORE = "In `onDrain`";
const UNANSWERED =
  "Waits for a connection attempt under way: keep `serverSelectionTimeoutMS` below the budget (its default is 30 s).";

export const CLIENTS: readonly Client[] = [
  { package: "pg", fixture: ["pg", "Pool"], given: "new Pool()", advice: "" },
  { package: "pg", fixture: ["pg", "Client"], given: "new Client()", loses: true, advice: ASKS_LAST },
  {
    package: "postgres",
    fixture: ["postgres", "sql"],
    given: "postgres()",
    advice: "A function: closed, never called.",
  },
  { package: "mysql2", fixture: ["mysql2", "pool"], given: "createPool()", advice: "" },
  { package: "mysql2", fixture: ["mysql2", "connection"], given: "createConnection()", advice: "" },
  {
    package: "mysql2",
    fixture: ["mysql2", "promisePool"],
    given: "createPool() of mysql2/promise",
    advice: "",
  },
  {
    package: "mysql2",
    fixture: ["mysql2", "promiseConnection"],
    given: "createConnection() of mysql2/promise",
    advice: "",
  },
  {
    package: "knex",
    fixture: ["knex", "instance"],
    given: "knex()",
    advice: "A function: closed, never called.",
  },
  { package: "knex", fixture: ["knex", "mysql"], given: 'knex({ client: "mysql2" })', advice: "" },
  {
    package: "typeorm",
    fixture: ["typeorm", "dataSource"],
    given: "new DataSource()",
    loses: true,
    advice: ASKS_LAST,
  },
  {
    package: "typeorm",
    fixture: ["typeorm", "mysql"],
    given: 'new DataSource({ type: "mysql" })',
    advice: "",
  },
  { package: "sequelize", fixture: ["sequelize", "instance"], given: "new Sequelize()", advice: "" },
  {
    package: "sequelize",
    fixture: ["sequelize", "mysql"],
    given: 'new Sequelize("mysql://…")',
    advice: "",
  },
  { package: "mongodb", fixture: ["mongodb", "client"], given: "new MongoClient()", advice: "" },
  { package: "mongoose", fixture: ["mongoose", "itself"], given: "mongoose", advice: UNANSWERED },
  {
    package: "mongoose",
    fixture: ["mongoose", "connection"],
    given: "createConnection()",
    advice: UNANSWERED,
  },
  { package: "ioredis", fixture: ["ioredis", "client"], given: "new Redis()", advice: "" },
  {
    package: "ioredis",
    fixture: ["ioredis", "cutOff"],
    given: "new Redis(), its server gone",
    advice: "Hangs up: a `quit()` would wait until there is a server.",
  },
  {
    package: "ioredis",
    fixture: ["ioredis", "cluster"],
    given: "new Cluster(), its servers gone",
    advice: "The same.",
  },
  { package: "redis", fixture: ["redis", "client"], given: "createClient()", advice: "" },
  {
    package: "redis",
    fixture: ["redis", "cutOff"],
    given: "createClient(), its server gone",
    advice: "Hangs up: a `close()` would wait until what is queued was answered.",
  },
  { package: "redis", fixture: ["redis", "pool"], given: "createClientPool()", advice: "" },
  {
    package: "bullmq",
    fixture: ["bullmq", "worker"],
    given: "new Worker()",
    advice:
      `${TAKES_NO_MORE}: \`void worker.close()\`, or it takes further jobs while requests drain ` +
      "([BullMQ](with/bullmq.md)).",
  },
  {
    package: "bullmq",
    fixture: ["bullmq", "queue"],
    given: "new Queue()",
    advice:
      '`after: ["worker"]` where its jobs add jobs. A Redis client that you passed to it comes `after` it.',
  },
  { package: "bullmq", fixture: ["bullmq", "events"], given: "new QueueEvents()", advice: "" },
  {
    package: "bull",
    fixture: ["bull", "queue"],
    given: "new Queue()",
    advice: `${TAKES_NO_MORE}: \`void queue.pause(true, true)\`, or it takes further jobs while requests drain.`,
  },
  {
    package: "kafkajs",
    fixture: ["kafkajs", "consumer"],
    given: "kafka.consumer()",
    advice: `${TAKES_NO_MORE}: \`void consumer.stop()\`, or it takes further messages while requests drain.`,
  },
  {
    package: "kafkajs",
    fixture: ["kafkajs", "producer"],
    given: "kafka.producer()",
    advice: '`after: ["consumer"]` where what consumes also sends.',
  },
  { package: "kafkajs", fixture: ["kafkajs", "admin"], given: "kafka.admin()", advice: "" },
  {
    package: "amqplib",
    fixture: ["amqplib", "connection"],
    given: "await connect()",
    advice:
      `${TAKES_NO_MORE}: \`void channel.cancel(consumerTag)\`; messages without an ack go back to the broker. ` +
      "The channels before it: what was sent last may be lost otherwise.",
  },
  {
    package: "amqplib",
    fixture: ["amqplib", "channel"],
    given: "await connection.createChannel()",
    advice:
      'The connection `after: ["channel"]`; with a confirm channel `() => channel.waitForConfirms()` before both.',
  },
  {
    package: "nats",
    fixture: ["nats", "connection"],
    given: "await connect()",
    advice: `${TAKES_NO_MORE}: \`void subscription.drain()\`.`,
  },
  { package: "undici", fixture: ["undici", "agent"], given: "new Agent()", advice: "" },
  {
    package: "@grpc/grpc-js",
    fixture: ["grpc", "server"],
    given: "new Server()",
    advice:
      "Takes new calls until its turn comes. A stream that nobody ends holds it until its time is up: " +
      "`timeoutMs`, then `forceShutdown()` at its `signal`.",
  },
  { package: "undici", fixture: ["undici", "pool"], given: "new Pool()", advice: "" },
  {
    package: "piscina",
    fixture: ["pools", "piscina"],
    given: "new Piscina()",
    advice: "",
  },
  { package: "@grpc/grpc-js", fixture: ["grpc", "client"], given: "new Client()", advice: "" },
  {
    package: "@opentelemetry/sdk-node",
    fixture: ["opentelemetry", "sdk"],
    given: "new NodeSDK()",
    advice: "Last: `after` all whose spans it exports ([OpenTelemetry](with/opentelemetry.md)).",
  },
  {
    package: "@sentry/node",
    fixture: ["sentry", "itself"],
    given: 'import * as Sentry from "@sentry/node"',
    advice: "Last: `after` all whose errors it sends ([Sentry](with/sentry.md)).",
  },
];

/** They have no way to be closed: each is told at start, with the name of the release. */
export const REFUSED: readonly Client[] = [
  {
    package: "generic-pool",
    fixture: ["pools", "genericPool"],
    given: "createPool()",
    advice: "`() => pool.drain().then(() => pool.clear())`: its `destroy()` is that of one thing.",
  },
  {
    package: "kafkajs",
    fixture: ["kafkajs", "itself"],
    given: "new Kafka()",
    advice: "Give what it made: producers, consumers, the admin.",
  },
];
