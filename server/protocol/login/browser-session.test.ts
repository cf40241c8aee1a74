import { beforeAll, describe, expect, it } from "vitest";
import { metLogin } from "../../../test/kit/log-in.ts";
import { approve, decided, startedLogin } from "../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../test/kit/machine.ts";
import { postJson } from "../../../test/kit/send.ts";
import { tidy } from "../../surfaces/wiring/housekeeping.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";

// A browser's session is the cookie that this server set (protocol §4.3).

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database });
  let machine: EnrolledMachine;
  beforeAll(async () => {
    machine = await enrolledMachine(server, "alice");
  });

  /** Returns the cookie that the answer sets; undefined if the browser keeps its own. */
  async function givenTo(cookie: string | undefined): Promise<string | undefined> {
    const { id } = await startedLogin(server, machine);
    const headers = cookie === undefined ? {} : { cookie };
    const answer = await postJson(server, `/api/requests/${id}/nonce`, {}, { headers });
    expect(answer.status).toBe(200);
    return answer.headers.getSetCookie()[0]?.split(";")[0];
  }

  it("is replaced where this server did not set it, whatever it looks like", async () => {
    const planted = `__Host-nearside=${"A".repeat(43)}`;
    const given = await givenTo(planted);
    expect(given).toMatch(/^__Host-nearside=[A-Za-z0-9_-]{43}$/);
    expect(given).not.toBe(planted);
    const again = await givenTo(planted);
    expect(again).not.toBe(given);
  });

  it("is kept where this server set it, for a second tab and a second login", async () => {
    const own = (await givenTo(undefined)) ?? expect.fail("no cookie");
    expect(await givenTo(own)).toBeUndefined();
    const [one, other] = [await metLogin(server, machine), await metLogin(server, machine)];
    for (const login of [other, one])
      expect((await approve(server, machine, login, await decided(server, machine, login))).status).toBe(200);
  });

  it("is kept as long as any request lasts that it met, and not for ever", async () => {
    const own = (await givenTo(undefined)) ?? expect.fail("no cookie");
    server.pass(900);
    await tidy(server.services);
    expect(await givenTo(own)).toBeUndefined();
    server.pass(961);
    await tidy(server.services);
    expect(await givenTo(own)).toMatch(/^__Host-nearside=/);
  });
});
