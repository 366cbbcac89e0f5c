const { setTimeout: sleep } = require("node:timers/promises");

module.exports = {
  register({ strapi }) {
    strapi.server.routes([{ method: "GET", path: "/slow", handler: slow, config: { auth: false } }]);
  },
  destroy: () => console.log("destroyed"),
};

/** Asks the database when the drain has begun: it has to be there to the end. */
async function slow(context) {
  console.log("in flight");
  await sleep(700);
  const { rows } = await strapi.db.connection.raw("select 'slow' as said");
  context.body = rows[0].said;
}
