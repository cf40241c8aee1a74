import { describe, expect, it, vi } from "vitest";
import { askToEnrol } from "../../../test/kit/enrolment-steps.ts";
import { redeemedLogin } from "../../../test/kit/log-in.ts";
import { newMachine } from "../../../test/kit/machine.ts";
import { append } from "../../platform/audit/event-log.ts";
import { userSuspended } from "../../platform/audit/events/people.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { serverForEach } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { printEvents } from "./print-events.ts";

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForEach({ database });

  const linesSince = (from: number) =>
    server.logged.slice(from).map((line): Record<string, unknown> => JSON.parse(line));

  it("says of a login one line for each thing that happened, whose and where, and none for its nonces and polls", async () => {
    const machine = await enrolledMachine(server, "ada");
    const from = server.logged.length;
    const telling = await printEvents(server.services);
    await redeemedLogin(server, machine);
    await telling.stop();
    const lines = linesSince(from);
    expect(lines.map(({ msg }) => msg)).toEqual([
      "Login requested",
      "Login met by the browser",
      "Login shown for a decision",
      "Login approved",
      "Token issued",
    ]);
    for (const line of lines) expect(line).toMatchObject({ person: "ada", machine: expect.any(String) });
  });

  it("tells of what was committed after a later thing", async () => {
    const { db, clock } = server.services;
    const telling = await printEvents(server.services);
    const from = server.logged.length;
    const first = Promise.withResolvers<void>();
    const appended = Promise.withResolvers<void>();
    const slow = db.transaction().execute(async (trx) => {
      await append(trx, userSuspended(clock(), "us_first", { note: null, by: "server_shell" }));
      appended.resolve();
      await first.promise;
    });
    await appended.promise;
    // SQLite runs one transaction at a time, so the later one waits there.
    const later = db
      .transaction()
      .execute((trx) => append(trx, userSuspended(clock(), "us_later", { note: null, by: "server_shell" })));
    if (database === "postgres") {
      await later;
      await vi.waitFor(() => expect(linesSince(from)).toHaveLength(1));
    }
    first.resolve();
    await Promise.all([slow, later]);
    await telling.stop();
    expect(
      linesSince(from)
        .map(({ about }) => about)
        .sort(),
    ).toEqual(["us_first", "us_later"]);
  });

  it("leaves a refusal to the one line that it has", async () => {
    const from = server.logged.length;
    const telling = await printEvents(server.services);
    await askToEnrol(server, await newMachine(), "ada", "0000-".repeat(7).concat("0000"));
    await telling.stop();
    expect(linesSince(from)).toMatchObject([{ msg: "refused", code: "ticket_invalid" }]);
  });
});
