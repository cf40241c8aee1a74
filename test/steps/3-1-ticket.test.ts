import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ticketSchema } from "@nearside/shared/api/enrolments.ts";
import * as v from "valibot";
import { expect, it, onTestFinished } from "vitest";
import { openStage } from "./stage.ts";

it("a ticket is made at the server's shell, or at its first start, and stored as a hash", async () => {
  const { server, dataFolder } = await openStage(onTestFinished);
  const tickets = [server.bootstrapTicket ?? "", await server.ticket("ada"), await server.ticket("ada")];
  expect(new Set(tickets).size).toBe(3);
  for (const ticket of tickets) v.parse(ticketSchema, ticket);

  await server.stop();
  const stored = await readFile(join(dataFolder, "nearside.db"), "latin1");
  for (const ticket of tickets) expect(stored).not.toContain(ticket);
});
