import { nonce } from "@nearside/shared/statements/nonce.ts";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { inTheNameOf, newSigner } from "../../../../test/kit/keys.ts";
import { redeemedLogin } from "../../../../test/kit/log-in.ts";
import { sayPeerRefused, sayStartedElsewhere } from "../../../../test/kit/login-messages.ts";
import { loginNonce, type OpenLogin, startedLogin } from "../../../../test/kit/login-steps.ts";
import { type EnrolledMachine, newMachine } from "../../../../test/kit/machine.ts";
import { Browser } from "../../../../test/kit/send.ts";
import { tidy } from "../../../surfaces/wiring/housekeeping.ts";
import { enrolledMachine, pendingBrowser, pendingMachine } from "../../../testing/enrol.ts";
import { allRows, eventsSince, expectRefusal, lastEventSeq } from "../../../testing/ledger.ts";
import { serverForAll } from "../../../testing/server-for-tests.ts";

// Reports about a login change nothing in it (protocol §4.2, §4.4, threat R19).

const server = serverForAll();
let machine: EnrolledMachine;
let victim: EnrolledMachine;
let login: OpenLogin;
let seen: string;
beforeAll(async () => {
  machine = await enrolledMachine(server, "mallory");
  victim = await enrolledMachine(server, "alice");
});
beforeEach(async () => {
  login = await startedLogin(server, machine);
  seen = await loginNonce(server, victim.browser, login);
});

const telling = (step: "report" | "peer", code: string, field: string, status = 400) => ({
  outcome: `${status} ${code}`,
  event: { kind: "login_step_refused", subject: login.id, data: { step, code, field } },
});

/** Expects that the server takes the report, and that nothing changes but the log. */
async function expectLogged(send: () => Promise<{ status: number }>, events: readonly object[]): Promise<void> {
  const before = await allRows(server);
  const seq = await lastEventSeq(server);
  expect((await send()).status).toBe(204);
  expect(await allRows(server)).toEqual(before);
  expect(await eventsSince(server, seq)).toEqual(events);
}

describe("a report that a login was started elsewhere", () => {
  const reported = () => ({
    kind: "login_reported",
    subject: login.id,
    data: {
      reason: "started_elsewhere",
      extension_jkt: victim.extension.thumbprint,
      reporter_user_id: victim.user.id,
      owner_user_id: machine.user.id,
    },
  });

  it("is logged once, names both users, and ends nothing", async () => {
    const send = () => sayStartedElsewhere(server, login, victim.extension, seen);
    await expectLogged(send, [reported()]);
    await expectLogged(send, []);
    server.pass(60);
    await expectLogged(send, []);
    expect((await redeemedLogin(server, machine)).tokens.token_type).toBe("DPoP");
  });

  it("is logged no second time after housekeeping forgot the first (threat P1)", async () => {
    const send = () => sayStartedElsewhere(server, login, victim.extension, seen);
    await expectLogged(send, [reported()]);
    server.pass(300);
    await tidy(server.services);
    await expectRefusal(server, send, telling("report", "request_expired", "request"));
  });

  it("comes from enrolled extensions only", async () => {
    const stranger = await newSigner();
    const send = () => sayStartedElsewhere(server, login, stranger, seen);
    await expectRefusal(server, send, telling("report", "not_enrolled", "report.jwk"));
    const waiting = await newMachine();
    await pendingMachine(server, waiting, "bob");
    const early = () => sayStartedElsewhere(server, login, waiting.extension, seen);
    await expectRefusal(server, early, telling("report", "bound_set_pending", "bound_set"));
  });

  it("comes from no extension that still waits for its administrator", async () => {
    const { further } = await pendingBrowser(server, victim);
    const send = () => sayStartedElsewhere(server, login, further.extension, seen);
    await expectRefusal(server, send, telling("report", "bound_set_pending", "extension"));
  });

  it("comes from no extension that was revoked", async () => {
    const revoked = await enrolledMachine(server, "carol");
    const { thumbprint } = revoked.extension;
    await server.services.db
      .updateTable("extensions")
      .set({ state: "revoked" })
      .where("jkt", "=", thumbprint)
      .execute();
    const send = () => sayStartedElsewhere(server, login, revoked.extension, seen);
    await expectRefusal(server, send, telling("report", "extension_revoked", "extension"));
  });

  it("comes from no extension of the very machine that started it", async () => {
    const send = () => sayStartedElsewhere(server, login, machine.extension, seen);
    await expectRefusal(server, send, telling("report", "request_mismatch", "report.jwk"));
  });

  it("is signed by the key it carries", async () => {
    const forged = inTheNameOf(victim.extension, await newSigner());
    const send = () => sayStartedElsewhere(server, login, forged, seen);
    await expectRefusal(server, send, telling("report", "bad_signature", "signature"));
  });

  it("is about this login and one of its nonces", async () => {
    const other = await startedLogin(server, machine);
    const theirs = await loginNonce(server, new Browser(), other);
    const request = "A".repeat(43);
    await expectRefusal(
      server,
      () => sayStartedElsewhere(server, login, victim.extension, seen, { request }),
      telling("report", "request_mismatch", "report.request"),
    );
    await expectRefusal(
      server,
      () => sayStartedElsewhere(server, login, victim.extension, theirs),
      telling("report", "nonce_mismatch", "nonce.request"),
    );
    await expectRefusal(
      server,
      () => sayStartedElsewhere(server, login, victim.extension, seen, { nonce: server.id() }),
      telling("report", "nonce_mismatch", "report.nonce"),
    );
    const { kid } = (await nonce.read(seen)).header;
    const { claims } = await nonce.read(seen);
    const forged = await nonce.sign(inTheNameOf({ ...victim.extension, thumbprint: kid }, victim.extension), claims);
    await expectRefusal(
      server,
      () => sayStartedElsewhere(server, login, victim.extension, forged),
      telling("report", "bad_signature", "signature"),
    );
    const ofNobody = await nonce.sign(await newSigner(), claims);
    await expectRefusal(
      server,
      () => sayStartedElsewhere(server, login, victim.extension, ofNobody),
      telling("report", "key_mismatch", "kid"),
    );
    const ofAnother = await nonce.sign(server.services.keys.signer, { ...claims, iss: "https://another.example.test" });
    await expectRefusal(
      server,
      () => sayStartedElsewhere(server, login, victim.extension, ofAnother),
      telling("report", "wrong_issuer", "iss"),
    );
  });
});

describe("a statement about another time", () => {
  const clocks = [
    [-86_400, "exp"],
    [-121, "exp"],
    [61, "iat"],
  ] as const;
  it.each(clocks)("is not taken: %i seconds off", async (off, field) => {
    const iat = server.now() + off;
    const report = () => sayStartedElsewhere(server, login, victim.extension, seen, { iat });
    await expectRefusal(server, report, telling("report", "clock_skew", field));
    const peer = () => sayPeerRefused(server, login, login.session, { iat });
    await expectRefusal(server, peer, telling("peer", "clock_skew", field));
  });
});

describe("a refusal of a peer at the listener", () => {
  it.each(["peer_other_account", "peer_forwarded"] as const)("is logged once and ends nothing: %s", async (code) => {
    const jti = server.id();
    const send = () => sayPeerRefused(server, login, login.session, { code, jti });
    await expectLogged(send, [{ kind: "peer_refused", subject: login.id, data: { code, jti } }]);
    await expectRefusal(server, send, telling("peer", "replayed", "peer_refusal.jti"));
    server.pass(300);
    await tidy(server.services);
    await expectRefusal(server, send, telling("peer", "request_expired", "request"));
  });

  it("comes from the command line of that login only", async () => {
    const send = async () => sayPeerRefused(server, login, await newSigner());
    await expectRefusal(server, send, telling("peer", "key_mismatch", "peer_refusal.jwk"));
    const forged = async () => sayPeerRefused(server, login, inTheNameOf(login.session, await newSigner()));
    await expectRefusal(server, forged, telling("peer", "bad_signature", "signature"));
  });

  it("is about that login", async () => {
    const send = () => sayPeerRefused(server, login, login.session, { request: "A".repeat(43) });
    await expectRefusal(server, send, telling("peer", "request_mismatch", "peer_refusal.request"));
  });
});

it("refuses a login that does not exist", async () => {
  const unknown = { ...login, id: `rq_${server.id()}` };
  const none = { outcome: "404 request_unknown", event: null };
  await expectRefusal(server, () => sayStartedElsewhere(server, unknown, victim.extension, seen), none);
  await expectRefusal(server, () => sayPeerRefused(server, unknown, login.session), none);
});
