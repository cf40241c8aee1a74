import { beforeAll, describe, expect, it } from "vitest";
import type { ConsolePage } from "../../../test/kit/console.ts";
import { startedLogin } from "../../../test/kit/login-steps.ts";
import { consoleOf } from "../../testing/console.ts";
import { enrolledMachine, newTicket } from "../../testing/enrol.ts";
import { MAIL } from "../../testing/mail-settings.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";

// An attacker with a person's session reports every old login as "this wasn't me", to bury the alarm that counts (threat I1).

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database, mail: MAIL });
  let page: ConsolePage;
  beforeAll(async () => {
    page = await consoleOf(server, "user", "alice");
    await newTicket(server, "olga");
    const olga = { email: "olga@example.com", role: "owner" } as const;
    await server.services.db.updateTable("users").set(olga).where("name", "=", "olga").execute();
  });

  const say = async (id: string) => (await page.change("/api/console/account/not-me", { what: "login", id })).outcome;
  const count = async (table: "notices" | "events") =>
    (await server.services.db.selectFrom(table).select("kind").where("kind", "=", "account_alarm").execute()).length;

  it("each is in the log, and those that ended something are mailed", async () => {
    const desk = await enrolledMachine(server, "alice");
    const old = [];
    for (let made = 0; made < 4; made += 1) old.push((await startedLogin(server, desk)).id);
    for (const id of old) expect(await say(id)).toBe("200"); // the first report quarantines the machine and ends all of its logins
    expect([await count("events"), await count("notices")]).toEqual([4, 1]);
    const another = await startedLogin(server, await enrolledMachine(server, "alice"));
    expect(await say(another.id)).toBe("200");
    expect([await count("events"), await count("notices")]).toEqual([5, 2]);
  });
});
