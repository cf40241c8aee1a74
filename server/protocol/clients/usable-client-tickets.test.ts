import { beforeEach, describe, expect, it } from "vitest";
import { SERVER_SHELL } from "../../platform/audit/actor.ts";
import { allRows, eventsOf } from "../../testing/ledger.ts";
import { DAY, newClientTicket, register } from "../../testing/register.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { endClientTicket, usableClientTickets } from "./usable-client-tickets.ts";

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database });
  beforeEach(() => server.pass(DAY)); // tickets of earlier tests have expired by now

  const usable = async () => (await usableClientTickets(server.services)).tickets;
  const end = (id: string) => endClientTicket(server.services, id, SERVER_SHELL);

  it("are listed until they are used up or over, and never as what they are", async () => {
    const ticket = await newClientTicket(server, { uses: 2, allows: { scopes: ["read"], detailTypes: ["order"] } });
    const [listed] = await usable();
    expect(listed).toMatchObject({ kinds: ["command_line"], scopes: ["read"], detail_types: ["order"], uses_left: 2 });
    expect(JSON.stringify(listed)).not.toContain(ticket.slice(4));
    await register(server, ticket);
    expect(await usable()).toMatchObject([{ uses_left: 1 }]);
    await register(server, ticket);
    expect(await usable()).toEqual([]);
    await newClientTicket(server);
    server.pass(DAY - 1);
    expect(await usable()).toHaveLength(1);
    server.pass(1);
    expect(await usable()).toEqual([]);
  });

  it("register nothing once they are revoked, which is once, and what they registered stays", async () => {
    const ticket = await newClientTicket(server, { uses: 3 });
    const [{ id } = { id: "" }] = await usable();
    expect((await register(server, ticket)).status).toBe(201);
    const ended = await Promise.all([end(id), end(id), end(id), end(id)]);
    expect(ended.filter((one) => one)).toHaveLength(1);
    expect((await register(server, ticket)).outcome).toBe("401 invalid_token");
    expect(await usable()).toEqual([]);
    const clients = server.services.db.selectFrom("clients").select("state").where("ticket_hash", "=", id);
    expect(await clients.execute()).toEqual([{ state: "active" }]);
    const kinds = (await eventsOf(server, id)).map(({ kind }) => kind);
    expect(kinds).toEqual(["client_ticket_created", "client_ticket_ended", "client_ticket_refused"]);
  });

  it.each(["", "\0", "x".repeat(43), "nct_x", "x".repeat(5000)])("end by no other name: %j", async (name) => {
    await newClientTicket(server);
    const before = await allRows(server);
    expect(await end(name)).toBe(false);
    expect(await allRows(server)).toEqual(before);
  });
});
