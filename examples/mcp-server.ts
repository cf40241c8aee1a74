// A small MCP server over streamable HTTP that accepts the tokens of a Nearside server. README.md says how to try it:
//   node examples/mcp-server.ts --issuer http://localhost:4790
// and name http://localhost:8090/mcp to an MCP client.
import { serve } from "@hono/node-server";
import { createMcpHandler, McpServer } from "@modelcontextprotocol/server";
import { createResource } from "@nearside/resource";
import { mcp, nearsideOf } from "@nearside/resource/mcp";
import { Command, InvalidArgumentError, Option } from "commander";
import { z } from "zod";

interface Options {
  readonly issuer: string;
  readonly audience?: string;
  readonly host: string;
  readonly port: number;
  readonly origin?: string[];
}

const program = new Command("mcp-server")
  .description("tools for the orders of a café, for agents whose people signed in with Nearside")
  .addOption(new Option("--issuer <url>", "the Nearside server").env("NEARSIDE_ISSUER").makeOptionMandatory())
  .option("--audience <url>", "the address under which clients call it (default: its own)")
  .option("--host <name>", "where to listen", "localhost")
  .addOption(new Option("--port <number>", "where to listen").env("PORT").default(8090).argParser(readPort))
  .option("--origin <origin...>", "pages that may call it, such as those of an inspector")
  .parse();
const { issuer, host, port, origin = [], audience = `http://${host}:${port}/mcp` } = program.opts<Options>();

const orders = ["one coffee", "two bagels"];

/** A server for each request, as the SDK wants it: what is kept lies outside. */
const handler = createMcpHandler(() => {
  const server = new McpServer({ name: "orders", version: "1.0.0" });
  server.registerTool("list_orders", { description: "List the orders of today." }, () => says(orders.join("\n")));
  server.registerTool(
    "place_order",
    { description: "Order something.", inputSchema: z.object({ item: z.string().min(1).max(100) }) },
    ({ item }, ctx) => {
      if (orders.length >= 100) return { ...says("The kitchen is busy. Try again later."), isError: true };
      orders.push(item);
      return says(`${item} for ${nearsideOf(ctx.http?.authInfo).claims.sub}`);
    },
  );
  return server;
});

const resource = createResource({
  issuer,
  audience,
  bearer: true, // MCP clients send bearer tokens
  metadata: { name: "Orders for agents", scopes: ["orders:read", "orders:write"] },
});
const handle = mcp(resource, (request, passed) => handler.fetch(request, passed), {
  demands: { scope: "orders:read" },
  tools: { place_order: { scope: "orders:write" } },
  origins: origin,
});

const server = serve({ fetch: handle, hostname: host, port }, () =>
  console.log(`The MCP server answers at ${audience}`),
);
server.on("error", (error) => {
  console.error(`The MCP server can't listen at ${host}, port ${port}: ${error.message}`);
  process.exitCode = 1;
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => server.close());

function says(text: string) {
  return { content: [{ type: "text" as const, text }] };
}

function readPort(text: string): number {
  const number = Number(text);
  if (!/^\d{1,5}$/.test(text) || number < 1 || number > 65_535) throw new InvalidArgumentError("Give 1 to 65535.");
  return number;
}
