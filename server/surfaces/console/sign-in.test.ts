import { sessionAnswerSchema, signInOptionsAnswerSchema } from "@nearside/shared/api/console/session.ts";
import { consoleSignIn } from "@nearside/shared/statements/console-sign-in.ts";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { askToSignIn, openConsole } from "../../../test/kit/console.ts";
import { newSigner } from "../../../test/kit/keys.ts";
import { type EnrolledMachine, newMachine } from "../../../test/kit/machine.ts";
import { getFrom, postJson, proofOf } from "../../../test/kit/send.ts";
import { SERVER_SHELL } from "../../platform/audit/actor.ts";
import { revokeBrowser } from "../../protocol/revocation/revoke-browser.ts";
import { revokeMachine } from "../../protocol/revocation/revoke-machine.ts";
import { revokePasskey } from "../../protocol/revocation/revoke-passkey.ts";
import { suspendUser } from "../../protocol/revocation/suspend-user.ts";
import { enrolledMachine, pendingMachine } from "../../testing/enrol.ts";
import { eventsOf } from "../../testing/ledger.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { ISSUER } from "../../testing/test-server.ts";

const SESSION = "/api/console/session";

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database });
  let alice: EnrolledMachine;
  let mallory: EnrolledMachine;
  beforeAll(async () => {
    mallory = await enrolledMachine(server, "mallory");
  });
  beforeEach(async () => {
    alice = await enrolledMachine(server, `alice-${server.id().toLowerCase().slice(0, 6)}`);
  });

  const sessions = async () =>
    (await server.services.db.selectFrom("console_sessions").select("hash").execute()).length;

  describe("signing in", () => {
    it("takes an enrolled browser and a passkey of its machine, and says who is there", async () => {
      const page = await openConsole(server, alice);
      const session = (await page.get(SESSION)).as(sessionAnswerSchema);
      expect(session).toMatchObject({
        user: { id: alice.user.id, name: alice.user.name, role: "user" },
        machine: { device: alice.device.thumbprint },
      });
      expect(session.ends_at - session.signed_in_at).toBe(8 * 3_600_000);
      expect((await eventsOf(server, alice.user.id)).at(-1)).toMatchObject({ kind: "console_signed_in" });
    });

    it("is refused to a browser that is not enrolled, or whose machine waits for its administrator", async () => {
      const stranger = { ...alice, extension: await newSigner() };
      expect((await askToSignIn(server, stranger)).options.outcome).toBe("400 not_enrolled");
      const waiting = await newMachine();
      await pendingMachine(server, waiting, `w-${server.id().toLowerCase().slice(0, 6)}`);
      expect((await askToSignIn(server, { ...alice, ...waiting })).options.outcome).toBe("400 bound_set_pending");
    });

    it("is refused to another machine's passkey, to another page's key, and to a passkey that did not see its person", async () => {
      const before = await sessions();
      const { sign_in, key, options } = await askToSignIn(server, alice);
      const request = { ...options.as(signInOptionsAnswerSchema).options, origin: ISSUER };
      const assertion = alice.authenticator.get(request);
      const send = (body: object) =>
        postJson(server, "/api/console/sign-in", { sign_in, session_key: key.jwk, assertion, ...body });
      expect((await send({ assertion: mallory.authenticator.get(request) })).outcome).toBe("400 passkey_not_bound");
      expect((await send({ session_key: (await newSigner()).jwk })).outcome).toBe("400 assertion_invalid");
      expect((await send({ assertion: alice.authenticator.get(request, { flags: 1 }) })).outcome).toBe(
        "400 user_not_verified",
      );
      const other = await consoleSignIn.sign(mallory.extension, { aud: ISSUER, nonce: server.id() });
      expect((await send({ sign_in: other })).outcome).toBe("400 nonce_expired");
      expect(await sessions()).toBe(before);
      expect((await send({})).outcome).toBe("200");
    });

    it("takes each nonce once, and none that has expired or is another server's", async () => {
      const { sign_in, key, nonce, options } = await askToSignIn(server, alice);
      const request = { ...options.as(signInOptionsAnswerSchema).options, origin: ISSUER };
      const body = { sign_in, session_key: key.jwk, assertion: alice.authenticator.get(request) };
      const elsewhere = await consoleSignIn.sign(alice.extension, { aud: "https://login.example.org", nonce });
      expect((await postJson(server, "/api/console/sign-in", { ...body, sign_in: elsewhere })).outcome).toBe(
        "400 wrong_audience",
      );
      const outcome = await Promise.all([1, 2, 3].map(() => postJson(server, "/api/console/sign-in", body)));
      expect(outcome.filter((answer) => answer.outcome === "200")).toHaveLength(1);
      const late = await askToSignIn(server, alice);
      server.pass(181);
      const options2 = { sign_in: late.sign_in, session_jkt: late.key.thumbprint };
      expect((await postJson(server, "/api/console/sign-in/options", options2)).outcome).toBe("400 nonce_expired");
    });
  });

  describe("a session", () => {
    it("is nothing without the key that it began with: a copied cookie opens nothing (threat I5)", async () => {
      const page = await openConsole(server, alice);
      const thief = await newSigner();
      const cookie = page.browser.headers;
      expect((await getFrom(server, SESSION, cookie)).outcome).toBe("401 not_signed_in");
      const foreign = await proofOf(server, thief, "GET", SESSION);
      expect((await getFrom(server, SESSION, { ...cookie, ...foreign })).outcome).toBe("401 not_signed_in");
      const elsewhere = await proofOf(server, page.key, "GET", "/api/console/people");
      expect((await getFrom(server, SESSION, { ...cookie, ...elsewhere })).outcome).toBe("401 not_signed_in");
      const old = await proofOf(server, page.key, "GET", SESSION, { iat: server.now() - 121 });
      expect((await getFrom(server, SESSION, { ...cookie, ...old })).outcome).toBe("401 not_signed_in");
      expect((await page.get(SESSION)).outcome).toBe("200");
    });

    it("is nothing to a page of another origin (threat I5)", async () => {
      const page = await openConsole(server, alice);
      for (const headers of [
        { "sec-fetch-site": "cross-site" },
        { "sec-fetch-site": "same-site" },
        { "sec-fetch-site": "none" },
        { origin: "https://evil.example" },
        { origin: "null" },
      ])
        expect((await page.get(SESSION, { headers })).outcome).toBe("403 foreign_request");
      expect((await page.get(SESSION, { headers: { "sec-fetch-site": "same-origin", origin: ISSUER } })).outcome).toBe(
        "200",
      );
    });

    it("ends after half an hour in which nothing was asked, after eight hours, and when its person says so", async () => {
      const idle = await openConsole(server, alice);
      server.pass(29 * 60);
      expect((await idle.get(SESSION)).outcome).toBe("200");
      server.pass(29 * 60);
      expect((await idle.get(SESSION)).outcome).toBe("200");
      server.pass(31 * 60);
      expect((await idle.get(SESSION)).outcome).toBe("401 not_signed_in");
      const long = await openConsole(server, alice);
      for (let request = 0; request < 19; request += 1) {
        server.pass(25 * 60);
        expect((await long.get(SESSION)).outcome).toBe("200");
      }
      server.pass(5 * 60);
      expect((await long.get(SESSION)).outcome).toBe("401 not_signed_in");
      const left = await openConsole(server, alice);
      const cookie = left.browser.headers;
      expect((await left.post("/api/console/sign-out", {})).outcome).toBe("200");
      const proof = await proofOf(server, left.key, "GET", SESSION);
      expect((await getFrom(server, SESSION, { ...cookie, ...proof })).outcome).toBe("401 not_signed_in");
    });

    const why = { note: null, by: SERVER_SHELL };
    it.each([
      ["person", "", () => suspendUser(server.services, alice.user.name, why)],
      ["machine", "/bound_set_revoked", () => revokeMachine(server.services, alice.boundSetId, why)],
      ["browser", "/extension_revoked", () => revokeBrowser(server.services, alice.extension.thumbprint, why)],
      ["passkey", "/passkey_revoked", () => revokePasskey(server.services, alice.authenticator.id, why)],
    ] as const)("ends at once with its %s (threat R16)", async (_what, refusal, revoke) => {
      const page = await openConsole(server, alice);
      await revoke();
      expect((await page.get(SESSION)).outcome).toBe(`401 not_signed_in${refusal}`);
    });
  });
});
