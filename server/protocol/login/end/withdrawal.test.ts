import { DEVICE_CODE_GRANT } from "@nearside/shared/oauth/device-authorization.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { inTheNameOf, newSigner } from "../../../../test/kit/keys.ts";
import { approvedLogin, metLogin, redeemedLogin } from "../../../../test/kit/log-in.ts";
import { askStanding, sayWithdrawn } from "../../../../test/kit/login-messages.ts";
import {
  approve,
  askForDecision,
  CLIENT,
  decided,
  loginNonce,
  meetLogin,
  type OpenLogin,
  poll,
  refresh,
  startedLogin,
} from "../../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../../test/kit/machine.ts";
import { Browser, postForm, postJson, proofOf } from "../../../../test/kit/send.ts";
import { findLogin } from "../../../register/logins/login-store.ts";
import { enrolledMachine } from "../../../testing/enrol.ts";
import { eventsOf, expectRefusal } from "../../../testing/ledger.ts";
import { serverForAll } from "../../../testing/server-for-tests.ts";
import { DATABASES } from "../../../testing/temporary-store.ts";
import { notePoll } from "../command-line-waits.ts";

// A login that no command line waits for is not approvable: its own command line ended it, or is away (protocol §4.2, §4.6).

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database });
  let machine: EnrolledMachine;
  beforeAll(async () => {
    machine = await enrolledMachine(server, "alice");
  });

  const stateOf = async ({ id }: OpenLogin) => (await findLogin(server.services.db, id))?.state;
  const openingOf = async ({ id }: OpenLogin): Promise<unknown> =>
    JSON.parse((await postJson(server, `/api/requests/${id}/nonce`, {}, { browser: new Browser() })).text);
  const refused = (login: OpenLogin, step: string, code: string, field = "request") => ({
    outcome: `400 ${code}`,
    event: { kind: "login_step_refused", subject: login.id, data: { step, code, field } },
  });

  describe("a command line that gives its login up", () => {
    it.each([
      ["pending", startedLogin],
      ["met", metLogin],
      ["approved", approvedLogin],
    ] as const)("ends it while it is %s", async (was, begin) => {
      const login = await begin(server, machine);
      expect((await sayWithdrawn(server, login, login.session)).outcome).toBe("204");
      expect(await stateOf(login)).toBe("withdrawn");
      expect((await eventsOf(server, login.id)).at(-1)).toEqual({
        kind: "login_withdrawn",
        subject: login.id,
        data: { was, reason: "ended" },
      });
      expect(await openingOf(login)).toEqual({ state: "withdrawn", reason: "ended" });
      expect((await poll(server, login)).outcome).toBe("400 access_denied/request_withdrawn");
      // the client sends it once more, after a lost answer: nothing more happens
      const events = await eventsOf(server, login.id);
      expect((await sayWithdrawn(server, login, login.session)).outcome).toBe("204");
      expect(await eventsOf(server, login.id)).toHaveLength(events.length);
    });

    it("says so where it was a test", async () => {
      const login = await startedLogin(server, machine);
      await sayWithdrawn(server, login, login.session, { reason: "tested" });
      expect(await openingOf(login)).toEqual({ state: "withdrawn", reason: "tested" });
    });

    it("leaves a page that was open nothing to meet, decide or approve", async () => {
      const login = await metLogin(server, machine);
      const question = await decided(server, machine, login);
      const nonce = await loginNonce(server, machine.browser, login);
      await sayWithdrawn(server, login, login.session);
      const meets = async () => (await meetLogin(server, machine, login, { nonce })).answer;
      await expectRefusal(server, meets, refused(login, "locality", "request_withdrawn"));
      const asks = () => askForDecision(server, machine, login);
      await expectRefusal(server, asks, refused(login, "decision", "request_withdrawn"));
      const approves = () => approve(server, machine, login, question);
      await expectRefusal(server, approves, refused(login, "approve", "request_withdrawn"));
    });

    it("gives back what it did not take: tokens on the way, as long as they would be given again", async () => {
      const login = await redeemedLogin(server, machine);
      expect((await sayWithdrawn(server, login, login.session)).outcome).toBe("204");
      expect((await poll(server, login)).outcome).toMatch(/^400 invalid_grant/);
      const renewed = await refresh(server, machine, login, login.tokens.refresh_token ?? "");
      expect(renewed.outcome).toMatch(/^400 invalid_grant/);
    });

    it("ends nothing of a login whose tokens were taken, or long after", async () => {
      const used = await redeemedLogin(server, machine);
      const next = await refresh(server, machine, used, used.tokens.refresh_token ?? "");
      expect(next.status).toBe(200);
      const taken = () => sayWithdrawn(server, used, used.session);
      await expectRefusal(server, taken, refused(used, "withdraw", "request_settled"));
      const old = await redeemedLogin(server, machine);
      server.pass(61);
      const late = () => sayWithdrawn(server, old, old.session);
      await expectRefusal(server, late, refused(old, "withdraw", "request_settled"));
    });
  });

  describe("nobody else ends a login (threat R19)", () => {
    it("no matter who signs, and about which login", async () => {
      const login = await startedLogin(server, machine);
      const other = await startedLogin(server, machine);
      const strangers = [await newSigner(), machine.device, machine.extension, other.session];
      for (const by of strangers) {
        const send = () => sayWithdrawn(server, login, by);
        await expectRefusal(server, send, refused(login, "withdraw", "key_mismatch", "withdrawal.jwk"));
      }
      const forged = async () => sayWithdrawn(server, login, inTheNameOf(login.session, await newSigner()));
      await expectRefusal(server, forged, refused(login, "withdraw", "bad_signature", "signature"));
      const spliced = () => sayWithdrawn(server, login, login.session, { request: "A".repeat(43) });
      await expectRefusal(server, spliced, refused(login, "withdraw", "request_mismatch", "withdrawal.request"));
      const unknown = { ...login, id: `rq_${server.id()}` };
      const none = { outcome: "404 request_unknown", event: null };
      await expectRefusal(server, () => sayWithdrawn(server, unknown, login.session), none);
      expect(await stateOf(login)).toBe("pending");
    });

    it("what was decided stays decided, and what expired expired", async () => {
      const login = await startedLogin(server, machine);
      server.pass(300);
      await poll(server, login);
      const send = () => sayWithdrawn(server, login, login.session);
      await expectRefusal(server, send, refused(login, "withdraw", "request_expired"));
    });
  });

  describe("a command line that is away", () => {
    /** Sends a poll that is held, and returns the way to break it off as its command line would. */
    async function pollHeld(login: OpenLogin) {
      server.pass(1); // this tells the time of the poll from that of the earlier writes
      const hangUp = new AbortController();
      const form = { grant_type: DEVICE_CODE_GRANT, client_id: CLIENT, device_code: login.authorization.device_code };
      const proof = await proofOf(server, login.session, "POST", "/oauth/token");
      const answer = postForm(server, "/oauth/token", form, proof, hangUp.signal);
      await expect
        .poll(async () => (await findLogin(server.services.db, login.id))?.waitedUntil)
        .toBe(server.services.clock() + 25_000);
      return { answer, breakOff: () => hangUp.abort() };
    }
    const follow = (login: OpenLogin, state: string, browser = machine.browser) =>
      askStanding(server, login, browser, state);

    it("has no login approved, and once it polls again it has", async () => {
      const login = await metLogin(server, machine);
      const question = await decided(server, machine, login);
      const { answer, breakOff } = await pollHeld(login);
      breakOff();
      expect((await answer).outcome).toBe("400 authorization_pending");
      server.pass(4);
      expect((await follow(login, "command_line_gone")).text).toBe('{"state":"waited_for"}');
      server.pass(1);
      for (const [step, send] of [
        ["decision", () => askForDecision(server, machine, login)],
        ["approve", () => approve(server, machine, login, question)],
      ] as const)
        await expectRefusal(server, send, refused(login, step, "command_line_gone"));
      const following = follow(login, "command_line_gone");
      const again = await pollHeld(login);
      expect((await following).text).toBe('{"state":"waited_for"}');
      expect((await approve(server, machine, login, question)).status).toBe(200);
      expect((await again.answer).status).toBe(200);
    });

    it("is noticed where nobody tells: no poll came for as long as one is held, and a little more", async () => {
      const login = await metLogin(server, machine);
      server.pass(100); // before the first poll nothing is missed
      expect((await askForDecision(server, machine, login)).status).toBe(200);
      await server.services.db.transaction().execute((trx) => notePoll(trx, login.id, server.services.clock()));
      server.pass(24);
      expect((await askForDecision(server, machine, login)).status).toBe(200);
      server.pass(1);
      const send = () => askForDecision(server, machine, login);
      await expectRefusal(server, send, refused(login, "decision", "command_line_gone"));
    });

    it("is not away because one of its older polls broke off", async () => {
      const login = await metLogin(server, machine);
      const first = await pollHeld(login);
      const second = await pollHeld(login);
      first.breakOff();
      await first.answer;
      expect((await findLogin(server.services.db, login.id))?.waitedUntil).toBe(server.services.clock() + 25_000);
      second.breakOff();
      await second.answer;
      expect((await findLogin(server.services.db, login.id))?.waitedUntil).toBe(server.services.clock() + 5000);
    });

    it("is neither back nor gone by the polls of anybody else (threat R19)", async () => {
      const login = await metLogin(server, machine);
      const before = await findLogin(server.services.db, login.id);
      server.pass(2);
      const stranger = await newSigner();
      expect((await poll(server, login, { by: stranger })).outcome).toBe("400 invalid_grant");
      expect(await findLogin(server.services.db, login.id)).toEqual(before);
    });

    it("is told to the page that met, as soon as it is so", async () => {
      const login = await metLogin(server, machine);
      const held = follow(login, "waited_for");
      await sayWithdrawn(server, login, login.session);
      expect(JSON.parse((await held).text)).toEqual({ state: "withdrawn", reason: "ended" });
    });

    it("is told to no browser without a session of this server, and held open for none that did not meet", async () => {
      const login = await metLogin(server, machine);
      const other = new Browser();
      expect((await follow(login, "waited_for", other)).outcome).toBe("400 other_session");
      const planted = new Browser(`__Host-nearside=${"A".repeat(43)}.${"A".repeat(43)}`);
      expect((await follow(login, "waited_for", planted)).outcome).toBe("400 other_session");
      await loginNonce(server, other, login);
      expect((await follow(login, "waited_for", other)).text).toBe('{"state":"waited_for"}');
    });
  });
});
