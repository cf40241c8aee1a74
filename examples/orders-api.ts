// A small API that accepts the tokens of a Nearside server. Try it:
//   nearside-server clients allow nearside-cli --resource http://localhost:8080 --scope "orders:read orders:write"
//   npx node examples/orders-api.ts --issuer http://localhost:4790
//   nearside login --scope "orders:read orders:write" --resource http://localhost:8080
//   nearside token --resource http://localhost:8080 --proof "GET http://localhost:8080/orders" | curl -H @- http://localhost:8080/orders
import { serve } from "@hono/node-server";
import { createResource, type Resource } from "@nearside/resource";
import { type NearsideEnv, nearside } from "@nearside/resource/hono";
import { Command, InvalidArgumentError, Option } from "commander";
import { Hono } from "hono";

interface Options {
  readonly issuer: string;
  readonly audience?: string;
  readonly host: string;
  readonly port: number;
  readonly acr?: string;
  readonly maxAge: number;
}

const program = new Command("orders-api")
  .description("an API with orders, for people who signed in with Nearside")
  .addOption(new Option("--issuer <url>", "the Nearside server").env("NEARSIDE_ISSUER").makeOptionMandatory())
  .addOption(
    new Option("--audience <url>", "the address under which clients call this API (default: its own)").env(
      "ORDERS_AUDIENCE",
    ),
  )
  .option("--host <name>", "where to listen", "localhost")
  .addOption(new Option("--port <number>", "where to listen").env("PORT").default(8080).argParser(readPort))
  .option("--acr <class>", "how strong a login must be to take all orders back, such as urn:nearside:acr:same-machine")
  .addOption(
    new Option("--max-age <seconds>", "how recent a login must be to take all orders back")
      .default(300)
      .argParser(readSeconds),
  )
  .parse();
const { issuer, host, port, acr, maxAge, audience = `http://${host}:${port}` } = program.opts<Options>();

const resource = openResource();
const orders = [
  { item: "one coffee", by: "the house" },
  { item: "two bagels", by: "the house" },
];

const app = new Hono<NearsideEnv>();
// This answers every client that asks whose tokens the API takes (RFC 9728). Each refusal names its address.
app.use("/.well-known/oauth-protected-resource/*", nearside(resource));
app.get("/orders", nearside(resource, { scope: "orders:read" }), (c) =>
  c.json({ user: c.var.nearside.claims.sub, orders }),
);
app.post("/orders", nearside(resource, { scope: "orders:write" }), async (c) => {
  const item = itemIn(await c.req.text());
  if (item === undefined) return c.json({ error: 'Send {"item": "…"}, at most 100 characters.' }, 400);
  if (orders.length >= 100) return c.json({ error: "The kitchen is busy. Try again later." }, 503);
  const order = { item, by: c.var.nearside.claims.sub };
  orders.push(order);
  return c.json({ order }, 201);
});
// A request that hurts asks for a recent login, and a strong one if that is wanted (RFC 9470): the client then learns
// `max_age` and `acr_values`, and asks its person for just that.
const forClearing = { scope: "orders:write", maxAge, acrValues: acr === undefined ? undefined : [acr] };
app.delete("/orders", nearside(resource, forClearing), (c) => {
  const gone = orders.splice(0).length;
  return c.json({ gone });
});

const server = serve({ fetch: app.fetch, hostname: host, port }, () =>
  console.log(`The orders API answers at ${audience}`),
);
server.on("error", (error) => {
  console.error(`The orders API can't listen at ${host}, port ${port}: ${error.message}`);
  process.exitCode = 1;
});
// Requests under way are answered; a second signal ends at once.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => server.close());

/** The library names a mistake in the options. */
function openResource(): Resource {
  try {
    return createResource({
      issuer,
      audience,
      metadata: { name: "Orders", scopes: ["orders:read", "orders:write"] },
    });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return program.error(error.message);
  }
}

function readPort(text: string): number {
  const number = Number(text);
  if (!/^\d{1,5}$/.test(text) || number < 1 || number > 65_535) throw new InvalidArgumentError("Give 1 to 65535.");
  return number;
}

function readSeconds(text: string): number {
  if (!/^[1-9]\d{0,7}$/.test(text)) throw new InvalidArgumentError("Give whole seconds.");
  return Number(text);
}

function itemIn(text: string): string | undefined {
  try {
    const sent: unknown = text.length > 1000 ? undefined : JSON.parse(text);
    const item = typeof sent === "object" && sent !== null && "item" in sent ? sent.item : undefined;
    return typeof item === "string" && item !== "" && item.length <= 100 ? item : undefined;
  } catch {
    return undefined;
  }
}
