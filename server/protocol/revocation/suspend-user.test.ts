import { describe, expect, it } from "vitest";
import { openConsole } from "../../../test/kit/console.ts";
import { SERVER_SHELL } from "../../platform/audit/actor.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { restoreUser, suspendUser } from "./suspend-user.ts";

// Sessions that a suspension ended stay ended when the person is restored (protocol §4.7), since another person may sit in one.

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database });

  it("a session of the console does not come back with its person (threat R16)", async () => {
    const alice = await enrolledMachine(server, "alice");
    const page = await openConsole(server, alice);
    await suspendUser(server.services, "alice", { by: SERVER_SHELL, note: null });
    expect((await page.get("/api/console/session")).outcome).toBe("401 not_signed_in");
    expect(await restoreUser(server.services, "alice", SERVER_SHELL)).toBe("restored");
    expect((await page.get("/api/console/session")).outcome).toBe("401 not_signed_in");
    expect((await (await openConsole(server, alice)).get("/api/console/session")).outcome).toBe("200");
  });
});
