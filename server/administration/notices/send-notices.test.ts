import { mailStateSchema } from "@nearside/shared/api/console/mail.ts";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { freePort } from "../../../test/kit/free-port.ts";
import { type MailServer, startMailServer } from "../../../test/kit/mail-server.ts";
import type { MailSettings } from "../../platform/config/mail-settings.ts";
import { consoleOf } from "../../testing/console.ts";
import { MAIL } from "../../testing/mail-settings.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { openTestServer, type TestServer } from "../../testing/test-server.ts";
import type { NewNotice } from "./notice.ts";
import { addNotice } from "./outbox.ts";
import { GIVEN_UP_MS, sendDue, startSending } from "./send-notices.ts";

/** The length of a day in seconds. */
const DAY = 86_400;

describe.each(DATABASES)("on %s", (database) => {
  let server: TestServer;
  let mailServer: MailServer;
  let settings: MailSettings;
  beforeEach(async () => {
    mailServer = await startMailServer({ port: await freePort() }); // the server comes back after a while
    settings = { ...MAIL, port: mailServer.port };
    server = await openTestServer({ database, mail: settings });
    for (const id of ["us_1", "us_2"])
      await server.services.db
        .insertInto("users")
        .values({ id, name: id, display_name: id, role: "user", state: "active", created_at: 1 })
        .execute();
  });
  afterEach(async () => {
    await Promise.all([server.close(), mailServer.stop()]);
  });

  const add = (userId = "us_1") => {
    const facts = { person: { name: userId, display_name: userId } };
    const notice: NewNotice = { kind: "machine_added", userId, address: `${userId}@example.com`, facts };
    return server.services.db.transaction().execute((trx) => addNotice(trx, notice, server.services.clock()));
  };
  const round = (ending = new AbortController().signal) => sendDue(server.services, settings, ending);
  const rows = () =>
    server.services.db.selectFrom("notices").select(["state", "tries", "failure"]).orderBy("seq").execute();
  const givenUp = () =>
    server.services.db.selectFrom("events").select(["subject", "data"]).where("kind", "=", "notice_given_up").execute();

  it("sends each once, to its person alone, and says who it is from", async () => {
    await add("us_1");
    await add("us_2");
    await Promise.all([round(), round()]); // two servers would send at once like this
    await round();
    expect(mailServer.taken.map(({ from, to }) => [from, to]).sort()).toEqual([
      ["nearside@example.com", ["us_1@example.com"]],
      ["nearside@example.com", ["us_2@example.com"]],
    ]);
    expect((await rows()).map(({ state, tries }) => [state, tries])).toEqual([
      ["sent", 1],
      ["sent", 1],
    ]);
  });

  it("tries again later where the mail server asks for it, and continues with the others meanwhile", async () => {
    await add("us_1");
    await mailServer.answer({ RCPT: "451 4.7.1 Greylisted, come again" });
    await round();
    await mailServer.answer({});
    await add("us_2");
    await round();
    expect(mailServer.taken.map(({ to }) => to)).toEqual([["us_2@example.com"]]);
    server.pass(5);
    await round();
    expect(mailServer.taken).toHaveLength(2);
    expect(await rows()).toMatchObject([
      {
        state: "sent",
        tries: 2,
        failure: "the mail server refused the recipient: 451 4.7.1 Greylisted, come again",
      },
      { state: "sent", tries: 1, failure: null },
    ]);
  });

  it("gives up what is refused for good, at once, and the log of events says whom it did not reach", async () => {
    await add();
    await mailServer.answer({ RCPT: "550 5.1.1 No such mailbox" });
    await round();
    await mailServer.answer({});
    server.pass(DAY);
    await round();
    expect(mailServer.taken).toEqual([]);
    expect(await rows()).toMatchObject([{ state: "given_up", tries: 1 }]);
    expect(await givenUp()).toEqual([
      { subject: "us_1", data: JSON.stringify({ notice: "machine_added", reason: "refused", tries: 1 }) },
    ]);
  });

  it("waits for a mail server that is down, ever longer, one connection a round, and gives up after three days", async () => {
    await mailServer.stop();
    await add("us_1");
    await add("us_2");
    await round();
    expect((await rows()).map(({ tries }) => tries)).toEqual([1, 0]);
    const pauses = [5, 10, 20, 40, 80, 160, 320, 640, 900, 900];
    await round(); // it is the other notice's turn
    for (const pause of pauses) {
      server.pass(pause - 1);
      await round();
      server.pass(1);
      await round();
      await round();
    }
    expect((await rows()).map(({ tries }) => tries)).toEqual([11, 11]);
    server.pass(GIVEN_UP_MS / 1000);
    mailServer = await startMailServer({ port: settings.port });
    await round();
    expect(mailServer.taken).toEqual([]);
    expect((await rows()).map(({ state }) => state)).toEqual(["given_up", "given_up"]);
    expect(await givenUp()).toHaveLength(2);
    expect(server.logged.join()).toMatch(/ECONNREFUSED/);
  });

  it("sends a message again under its own number where nobody heard that it was taken", async () => {
    await add();
    await mailServer.answer({ DATA: "drop" });
    await round();
    await mailServer.answer({});
    server.pass(5);
    await round();
    const [first, second] = mailServer.taken.map(({ data }) => data);
    expect(mailServer.taken).toHaveLength(2);
    expect(second).toBe(first);
    expect(first).toMatch(/^Message-ID: <notice\.1\.\d+@login\.example\.test>\r$/m);
  });

  it("is not told of anything that ends it, sends what is due in the end, and is over when it says so", async () => {
    await add();
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    try {
      let failing = true;
      const clock = () => {
        if (failing) throw new Error("no clock");
        return server.services.clock();
      };
      const sending = startSending({ ...server.services, clock }, settings);
      await vi.advanceTimersByTimeAsync(3000);
      await vi.waitFor(() => expect(server.logged.join()).toContain("notices could not be sent"), 20_000);
      failing = false;
      await vi.advanceTimersByTimeAsync(3000);
      await sending.stop();
      expect(mailServer.taken).toHaveLength(1);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it("is told in the console: who sends, what waits, what failed", async () => {
    const page = await consoleOf(server, "auditor");
    await mailServer.answer({ RCPT: "451 4.7.1 Later" });
    await add();
    await round();
    const state = (await page.get("/api/console/mail")).as(mailStateSchema);
    expect(state).toMatchObject({
      server: { host: "127.0.0.1", port: mailServer.port, tls: "none", from: "nearside@example.com" },
      waiting: { count: 1, since: server.services.clock() },
      sent: { count: 0, last: null },
      given_up: { count: 0, last: null },
      last_failure: { at: server.services.clock(), said: expect.stringContaining("451 4.7.1 Later") },
      without_address: expect.any(Number),
    });
  });
});
