import { DEVICE_CODE_GRANT } from "@nearside/shared/oauth/device-authorization.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { describe, expect, it } from "vitest";
import type { Answer } from "../../../test/kit/answer.ts";
import { inTheNameOf, newSigner } from "../../../test/kit/keys.ts";
import { approvedLogin } from "../../../test/kit/log-in.ts";
import { CLIENT } from "../../../test/kit/login-steps.ts";
import { LOOPBACK, newMachine } from "../../../test/kit/machine.ts";
import { getFrom, type Headers, type ProofTwist, postForm, postJson, proofOf } from "../../../test/kit/send.ts";
import { enrolledMachine, metEnrolment, newTicket } from "../../testing/enrol.ts";
import { expectRefusal, type LoggedRefusal } from "../../testing/ledger.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { ISSUER } from "../../testing/test-server.ts";

// Every address that takes a DPoP proof makes each refusal of RFC 9449 §4.3, §8 for its own reason.

const server = serverForAll();

/** One request that is good but for its proof, and the key that makes it good. */
interface Asked {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly key: Signer;
  readonly send: (headers: Headers) => Promise<Answer>;
}

const ADDRESSES: Readonly<Record<string, () => Promise<Asked>>> = {
  "POST /oauth/token": async () => {
    const { authorization, session } = await approvedLogin(server, await enrolledMachine(server, "alice"));
    const form = { grant_type: DEVICE_CODE_GRANT, client_id: CLIENT, device_code: authorization.device_code };
    const path = "/oauth/token";
    return { method: "POST", path, key: session, send: (headers) => postForm(server, path, form, headers) };
  },
  "POST /api/enrolments": async () => {
    const { device } = await newMachine();
    const ticket = await newTicket(server, "bob");
    const machine = { key_storage: "file", hostname: "h", os: "o", account: "a" };
    const body = { kind: "machine", user: "bob", ticket, loopback: LOOPBACK, machine };
    const path = "/api/enrolments";
    return { method: "POST", path, key: device, send: (headers) => postJson(server, path, body, { headers }) };
  },
  "GET /api/enrolments/{id}": async () => {
    const machine = await newMachine();
    const { open } = await metEnrolment(server, machine, "bob");
    const path = `/api/enrolments/${open.id}`;
    return { method: "GET", path, key: machine.extension, send: (headers) => getFrom(server, path, headers) };
  },
  "POST /api/enrolments/{id}/refusal": async () => {
    const machine = await newMachine();
    const { open } = await metEnrolment(server, machine, "bob");
    const path = `/api/enrolments/${open.id}/refusal`;
    const body = { reason: "cancelled" };
    return { method: "POST", path, key: machine.device, send: (headers) => postJson(server, path, body, { headers }) };
  },
};

const invalid = { outcome: "400 invalid_dpop_proof", event: null };
const useNonce = { outcome: "400 use_dpop_nonce", event: null };
const skew = { outcome: "400 clock_skew", event: null };

describe.each(Object.entries(ADDRESSES))("%s", (_name, ask) => {
  const twists: [what: string, telling: LoggedRefusal, twist: () => ProofTwist][] = [
    ["for another method", invalid, () => ({ method: "PUT" })],
    ["for another address", invalid, () => ({ url: `${ISSUER}/oauth/other` })],
    ["for another server", invalid, () => ({ url: "https://other.example/oauth/token" })],
    ["without a nonce", { ...useNonce, logged: false }, () => ({ nonce: undefined })],
    ["with a nonce that is not ours", useNonce, () => ({ nonce: "A".repeat(43) })],
    ["from the future", skew, () => ({ iat: server.now() + 61 })],
    ["too old", skew, () => ({ iat: server.now() - 121 })],
  ];
  it.each(twists)("refuses a proof %s, gives the nonce for the next, and takes that", async (_what, telling, twist) => {
    const { method, path, key, send } = await ask();
    const bad = await proofOf(server, key, method, path, twist());
    await expectRefusal(server, () => send(bad), telling);
    const nonce = (await send(bad)).headers.get("dpop-nonce") ?? "";
    expect((await send(await proofOf(server, key, method, path, { nonce }))).status).toBeLessThan(300);
  });

  it("refuses a request without a proof, with two proofs, and with an invalid one", async () => {
    const { method, path, key, send } = await ask();
    const [one, two] = [await proofOf(server, key, method, path), await proofOf(server, key, method, path)];
    await expectRefusal(server, () => send({}), invalid);
    await expectRefusal(server, () => send({ dpop: `${one.dpop}, ${two.dpop}` }), invalid);
    for (const dpop of ["x", "a.b.c", `${one.dpop}.x`, "x".repeat(20_000)])
      await expectRefusal(server, () => send({ dpop }), invalid);
  });

  it("refuses one that is signed by another key than the one it carries", async () => {
    const { method, path, key, send } = await ask();
    const forged = await proofOf(server, inTheNameOf(key, await newSigner()), method, path);
    await expectRefusal(server, () => send(forged), invalid);
  });

  it("takes a proof once (threat P1)", async () => {
    const { method, path, key, send } = await ask();
    const proof = await proofOf(server, key, method, path);
    expect((await send(proof)).status).toBeLessThan(300);
    const again = await send(proof);
    expect([again.outcome, again.headers.get("dpop-nonce")]).toEqual([
      "400 invalid_dpop_proof",
      server.services.dpopNonces.current(),
    ]);
  });

  it("takes no nonce of ten minutes ago (RFC 9449 §8)", async () => {
    const { method, path, key, send } = await ask();
    const nonce = server.services.dpopNonces.current();
    server.pass(600);
    const late = await proofOf(server, key, method, path, { nonce });
    await expectRefusal(server, () => send(late), useNonce);
  });
});
