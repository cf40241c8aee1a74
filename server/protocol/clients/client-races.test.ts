import { describe, expect, it } from "vitest";
import { SERVER_SHELL } from "../../platform/audit/actor.ts";
import { listRegistered } from "../../register/clients/client-store.ts";
import { eventsOf } from "../../testing/ledger.ts";
import { fourAtOnce, outcomesOf, ROUNDS } from "../../testing/races.ts";
import { COMMAND_LINE, newClientTicket, register, registeredCommandLine } from "../../testing/register.ts";
import { serverForEach } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { removeClient, verify } from "./manage-client.ts";

// When several requests come at once, exactly as many succeed as may (threat P5), on either database.

const TAKEN = "400 invalid_client_metadata";

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForEach({ database });

  it.each(ROUNDS)("a ticket of two uses registers two of four (%d)", async () => {
    const ticket = await newClientTicket(server, { uses: 2 });
    const outcomes = outcomesOf(await fourAtOnce(() => register(server, ticket)));
    expect(outcomes).toEqual(["201", "201", "401 invalid_token", "401 invalid_token"]);
    expect(await server.services.db.selectFrom("clients").select("id").execute()).toHaveLength(2);
    expect(await server.services.db.selectFrom("client_tickets").select("uses_left").execute()).toEqual([
      { uses_left: 0 },
    ]);
  });

  it.each(ROUNDS)("of four programs of one name one is vouched for, and no fifth registers after it (%d)", async () => {
    const ids = await Promise.all([1, 2, 3, 4].map(() => registeredCommandLine(server)));
    const done = await Promise.allSettled(ids.map((id) => verify(server.services, id, SERVER_SHELL)));
    expect(done.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const clients = await listRegistered(server.services.db);
    expect(clients.filter(({ client }) => client.kind === "command_line" && client.verified)).toHaveLength(1);
    const ticket = await newClientTicket(server);
    expect(outcomesOf(await fourAtOnce(() => register(server, ticket)))).toEqual(Array(4).fill(TAKEN));
    expect((await register(server, ticket, { ...COMMAND_LINE, client_name: "Another" })).status).toBe(201); // the ticket was not used up
  });

  it.each([
    ["removes a client", "client_revoked", removeClient],
    ["vouches for its name", "client_verified", verify],
  ] as const)("one of four administrators %s", async (_what, kind, change) => {
    const id = await registeredCommandLine(server);
    const done = await Promise.allSettled([1, 2, 3, 4].map(() => change(server.services, id, SERVER_SHELL)));
    expect(done.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect((await eventsOf(server, id)).filter((event) => event.kind === kind)).toHaveLength(1);
  });
});
