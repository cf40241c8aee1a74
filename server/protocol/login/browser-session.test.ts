import { beforeAll, describe, expect, it } from "vitest";
import { metLogin } from "../../../test/kit/log-in.ts";
import { approve, decided, startedLogin } from "../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../test/kit/machine.ts";
import { postJson } from "../../../test/kit/send.ts";
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
    const own = (await givenTo(undefined)) ?? expect.fail("no cookie");
    const [value, hash] = own.slice("__Host-nearside=".length).split(".");
    const seen = new Set([own]);
    for (const planted of [
      "A".repeat(43),
      `${"A".repeat(43)}.${"A".repeat(43)}`,
      `${"A".repeat(43)}.${hash}`,
      `${value}.${server.services.secrets.hash("dpop_nonce", value ?? "")}`,
      `${value}`,
    ]) {
      const given = await givenTo(`__Host-nearside=${planted}`);
      expect(given).toMatch(/^__Host-nearside=[A-Za-z0-9_-]{43}\.[A-Za-z0-9_-]{43}$/);
      seen.add(given ?? "");
    }
    expect(seen.size).toBe(6);
  });

  it("is kept where this server set it, for a second tab and a second login", async () => {
    const own = (await givenTo(undefined)) ?? expect.fail("no cookie");
    expect(await givenTo(own)).toBeUndefined();
    const [one, other] = [await metLogin(server, machine), await metLogin(server, machine)];
    for (const login of [other, one])
      expect((await approve(server, machine, login, await decided(server, machine, login))).status).toBe(200);
  });

  it("is renewed with the secret, so that a login continues, and is replaced once no secret knows it", async () => {
    const login = await metLogin(server, machine);
    const own = machine.browser.cookie ?? expect.fail("no cookie");
    const day = 24 * 3_600;
    server.pass(day);
    await server.services.secrets.follow();
    server.pass(60);
    await server.services.secrets.follow();
    const renewed = (await givenTo(own)) ?? expect.fail("not renewed");
    expect(renewed.split(".")[0]).toBe(own.split(".")[0]);
    expect(renewed).not.toBe(own);
    expect(await givenTo(renewed)).toBeUndefined();
    for (const cookie of [own, renewed]) expect((await standingOf(login.id, cookie)).outcome).toBe("200");

    server.pass(day);
    await server.services.secrets.follow();
    expect((await standingOf(login.id, own)).outcome).toBe("400 other_session");
    expect((await standingOf(login.id, renewed)).outcome).toBe("200");
    expect((await givenTo(own))?.split(".")[0]).not.toBe(own.split(".")[0]);
  });

  const standingOf = (id: string, cookie: string) =>
    postJson(server, `/api/requests/${id}/state`, { known: "approved" }, { headers: { cookie } });
});
