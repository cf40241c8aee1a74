import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { inTheNameOf, newSigner } from "../../../test/kit/keys.ts";
import { type RedeemedLogin, redeemedLogin } from "../../../test/kit/log-in.ts";
import { type RefreshTwist, refresh } from "../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../test/kit/machine.ts";
import { findFamily } from "../../register/tokens/token-store.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { eventsSince, expectRefusal, lastEventSeq } from "../../testing/ledger.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";

// POST /oauth/token with a refresh token (protocol §4.6) makes each refusal for its own reason.

const server = serverForAll();
let machine: EnrolledMachine;
let login: RedeemedLogin;
let family: string;
beforeAll(async () => {
  machine = await enrolledMachine(server, "alice");
});
beforeEach(async () => {
  login = await redeemedLogin(server, machine);
  family = (await findFamily(server.services.db, { loginId: login.id }))?.id ?? "";
});

const renew = (token: string, twist: RefreshTwist = {}) => refresh(server, machine, login, token, twist);
const refused = (code: string, outcome = `400 invalid_grant/${code}`) => ({
  outcome,
  event: { kind: "refresh_refused", subject: family, data: { code, revoked: false } },
});
const familyState = async () => (await findFamily(server.services.db, { id: family }))?.state;

describe("a refresh is refused, nothing moves, and the honest one continues", () => {
  const rows: [what: string, code: string, outcome: string | undefined, twist: () => Promise<RefreshTwist>][] = [
    [
      "by another session key (threat R14)",
      "key_mismatch",
      "400 invalid_grant",
      async () => ({ by: await newSigner() }),
    ],
    ["by another program", "request_mismatch", "400 invalid_grant", async () => ({ form: { client_id: "deploy" } })],
    [
      "with a statement by another machine, even one of the same user (threat R15)",
      "key_mismatch",
      undefined,
      async () => {
        const other = await enrolledMachine(server, "alice");
        return { statementBy: other.device, claims: { iss: other.device.thumbprint } };
      },
    ],
    [
      "with a statement in the machine's name",
      "bad_signature",
      undefined,
      async () => ({ statementBy: inTheNameOf(machine.device, await newSigner()) }),
    ],
    [
      "with a statement about another session key",
      "key_mismatch",
      undefined,
      async () => ({ claims: { cnf: { jkt: "A".repeat(43) } } }),
    ],
    [
      "with a statement for another server",
      "wrong_audience",
      undefined,
      async () => ({ claims: { aud: "https://other.example" } }),
    ],
    [
      "with a proof that names no statement",
      "malformed",
      "400 invalid_dpop_proof/malformed",
      async () => ({ proof: { statement: undefined } }),
    ],
    [
      "with a proof that names another statement",
      "request_mismatch",
      "400 invalid_dpop_proof/request_mismatch",
      async () => ({ proof: { statement: "A".repeat(43) } }),
    ],
    [
      "with a statement of too long a life",
      "malformed",
      undefined,
      async () => ({ claims: { exp: server.now() + 61 } }),
    ],
    [
      "with a statement from the future",
      "clock_skew",
      "400 clock_skew",
      async () => ({ claims: { iat: server.now() + 61, exp: server.now() + 90 } }),
    ],
    [
      "with a statement too old",
      "clock_skew",
      "400 clock_skew",
      async () => ({ claims: { iat: server.now() - 90, exp: server.now() - 61 } }),
    ],
    [
      "with a device statement of another kind",
      "malformed",
      undefined,
      async () => ({ form: { device_statement: "A".repeat(40) } }),
    ],
  ];
  it.each(rows)("%s: %s", async (_what, code, outcome, twist) => {
    const prepared = await twist();
    await expectRefusal(server, () => renew(login.tokens.refresh_token, prepared), refused(code, outcome));
    expect((await renew(login.tokens.refresh_token)).status).toBe(200);
  });

  it("with one statement a second time (threat P1)", async () => {
    const claims = { jti: server.id() };
    const next = (await renew(login.tokens.refresh_token, { claims })).as(tokenAnswerSchema);
    await expectRefusal(server, () => renew(next.refresh_token, { claims }), refused("replayed"));
    expect((await renew(next.refresh_token)).status).toBe(200);
  });

  it.each([
    ["refresh_token", "400 invalid_request"],
    ["device_statement", "400 invalid_request"],
  ])("without %s", async (name, outcome) => {
    const send = () => renew(login.tokens.refresh_token, { form: { [name]: undefined } });
    await expectRefusal(server, send, { outcome, event: null });
  });

  it.each([
    ["no", undefined],
    ["another", "A".repeat(43)],
  ])("with %s hash of its statement in the proof, and says where that belongs", async (which, statement) => {
    const { text } = await renew(login.tokens.refresh_token, { proof: { statement } });
    expect(JSON.parse(text).error_description).toBe(
      `The DPoP proof has ${which} claim statement. To refresh a login, this claim must be the SHA-256 of the device_statement beside it, in base64url.`,
    );
  });

  it("with a token that nobody gave out", async () => {
    await expectRefusal(server, () => renew("A".repeat(43)), { outcome: "400 invalid_grant", event: null });
  });
});

describe("a refresh token that was used", () => {
  it("gives a new successor within 30 s, and voids the unused one", async () => {
    const lost = (await renew(login.tokens.refresh_token)).as(tokenAnswerSchema);
    server.pass(30);
    const again = (await renew(login.tokens.refresh_token)).as(tokenAnswerSchema);
    expect(again.refresh_token).not.toBe(lost.refresh_token);
    expect((await renew(again.refresh_token)).status).toBe(200);
    expect(await familyState()).toBe("active");
  });

  it("ends the whole family later, for thief and owner alike (RFC 9700 §4.14.2)", async () => {
    const next = (await renew(login.tokens.refresh_token)).as(tokenAnswerSchema);
    server.pass(31);
    const seq = await lastEventSeq(server);
    expect((await renew(login.tokens.refresh_token)).outcome).toBe("400 invalid_grant/refresh_reused");
    expect(await eventsSince(server, seq)).toEqual([
      { kind: "refresh_refused", subject: family, data: { code: "refresh_reused", revoked: true } },
    ]);
    expect(await familyState()).toBe("revoked");
    await expectRefusal(server, () => renew(next.refresh_token), refused("credential_revoked"));
  });

  it("ends the family at once where its successor was used, or was voided and comes back", async () => {
    const lost = (await renew(login.tokens.refresh_token)).as(tokenAnswerSchema);
    await renew(login.tokens.refresh_token);
    expect((await renew(lost.refresh_token)).outcome).toBe("400 invalid_grant/refresh_reused");
    expect(await familyState()).toBe("revoked");
  });

  it("ends nothing where key or machine did not prove themselves first (threat R19)", async () => {
    await renew(login.tokens.refresh_token);
    server.pass(31);
    const thief = await newSigner();
    await expectRefusal(
      server,
      () => renew(login.tokens.refresh_token, { by: thief }),
      refused("key_mismatch", "400 invalid_grant"),
    );
    const forged = { statementBy: inTheNameOf(machine.device, thief) };
    await expectRefusal(server, () => renew(login.tokens.refresh_token, forged), refused("bad_signature"));
    expect(await familyState()).toBe("active");
  });
});

it("gives no token that outlives the family, and none once that has expired", async () => {
  const { expires_at } = await server.services.db
    .selectFrom("token_families")
    .select("expires_at")
    .where("id", "=", family)
    .executeTakeFirstOrThrow();
  server.pass(Math.floor(expires_at / 1000) - server.now() - 100);
  const last = (await renew(login.tokens.refresh_token)).as(tokenAnswerSchema);
  expect((await accessToken.read(last.access_token)).claims.exp).toBe(Math.floor(expires_at / 1000));
  server.pass(101);
  await expectRefusal(server, () => renew(last.refresh_token), refused("credential_revoked"));
});
