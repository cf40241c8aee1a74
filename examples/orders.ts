// A command line whose people sign in with Nearside: everything about that is in the import. Try it with the API beside it,
// as README.md says:
//   node examples/orders.ts list

import { Nearside, NearsideError } from "@nearside/cli/sdk";
import { Command, Option } from "commander";

interface Options {
  readonly api: string;
  readonly issuer?: string;
  readonly browser: boolean;
}

const program = new Command("orders")
  .description("orders, from the terminal")
  .addOption(new Option("--api <url>", "the orders API").env("ORDERS_API").default("http://localhost:8080"))
  .addOption(new Option("--issuer <url>", "the Nearside server, if you use several").env("NEARSIDE_ISSUER"))
  .option("--no-browser", "print the address of the approval page instead of opening it");
program
  .command("list")
  .description("what was ordered")
  .action(() => ask("GET"));
program
  .command("create <item>")
  .description("order something")
  .action((item: string) => ask("POST", JSON.stringify({ item })));
program
  .command("clear")
  .description("take all orders back")
  .action(() => ask("DELETE"));
program.command("logout").description("sign out").action(logout);

const ending = new AbortController();
process.once("SIGINT", () => ending.abort());
try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = error instanceof NearsideError ? error.exitCode : 1;
}

function open(): Promise<Nearside> {
  const { issuer, browser } = program.opts<Options>();
  const onEvent = ({ message }: { readonly message: string }) => console.error(message);
  return Nearside.open({ clientId: "orders-cli", issuer, openBrowser: browser, onEvent, signal: ending.signal });
}

/** Prints the API's answer. The login is for reading; if the API asks for more, the person is asked. */
async function ask(method: "GET" | "POST" | "DELETE", body?: string): Promise<void> {
  const { api } = program.opts<Options>();
  const nearside = await open();
  const session = await nearside.signIn({ scope: "orders:read", resource: api, stepUp: true });
  const answer = await session.fetch(`${api}/orders`, { method, ...(body && { body }) });
  if (!answer.ok) throw new Error(`The orders API refused (${answer.status}): ${await answer.text()}`);
  console.log(await answer.text());
}

async function logout(): Promise<void> {
  const nearside = await open();
  console.log((await nearside.signOut()) ? "You are signed out." : "You were not signed in.");
}
