import type { Answer, Ask } from "@nearside/shared/api/page-messages.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { newRequestId } from "@nearside/shared/ids.ts";
import { verifySignature } from "@nearside/shared/signing/jws.ts";
import type { Decision, RestsOn } from "@nearside/shared/statements/decision.ts";
import { denial } from "@nearside/shared/statements/denial.ts";
import { type Facts, hashFacts, writeFacts } from "@nearside/shared/statements/facts.ts";
import { describe, expect, it } from "vitest";
import { newSigner } from "../../test/kit/keys.ts";
import { leaseDetail } from "../../test/kit/leases.ts";
import { FACTS, madeUpWorld, NOW, newDecision, newLogin, newUsableSet } from "../testing/made-up-world.ts";
import { answerPage } from "./answer-page.ts";

async function metWorld(facts: Facts = FACTS) {
  const world = await madeUpWorld(async (device) => [await newUsableSet(device)]);
  const [set] = await world.services.boundSets.all();
  const login = await newLogin(world, [set?.thumbprint ?? ""], { facts });
  const ask = (asked: Ask, page = world.page): Promise<Answer> => answerPage(asked, page, world.services);
  const meet = async () => {
    const met = await ask({ kind: "meet", request: login.request, nonce: login.nonce });
    return met.kind === "met" ? met.attestation : expect.fail(met.kind);
  };
  const show = (decision: string, facts = login.facts) =>
    ask({ kind: "decision", request: login.request, decision, facts });
  return { ...world, login, ask, meet, show };
}

describe("the signed decision", () => {
  it("is kept for the extension's own window, with the server's clock", async () => {
    const world = await metWorld();
    const decision = await newDecision(world, await world.meet());
    expect(await world.show(decision)).toEqual({ kind: "shown" });
    expect((await world.services.session.logins.read(world.login.hash))?.decision).toEqual({
      decision,
      facts: world.login.facts,
      clock_offset: 1,
    });
    expect(world.done.at(-1)).toBe("badge decision");
  });

  it.each([
    ["another person", "decision_mismatch", { user: { id: "us_BBBBBBBBBBBBBBBBBBBBBA", name: "Ada Lovelace" } }],
    ["another machine", "decision_mismatch", { device: `${"B".repeat(42)}A` }],
    ["other facts", "facts_mismatch", { facts: `${"B".repeat(42)}A` }],
  ])("about %s is refused (%s)", async (_, code, changed) => {
    const world = await metWorld();
    const decision = await newDecision(world, await world.meet(), changed);
    expect(await world.show(decision)).toEqual({ kind: "refused", code });
    expect((await world.services.session.logins.read(world.login.hash))?.decision).toBeNull();
  });

  const approvedAt = NOW - 200;
  const rests_on: RestsOn = {
    request: newRequestId((length) => new Uint8Array(length)),
    decision: `${"B".repeat(42)}A`,
    assertion: `${"B".repeat(42)}A`,
    credential_id: "A".repeat(22),
    approved_at: approvedAt,
    stands: 600,
  };
  const stand = { outcome: "stand", version: "1" } as const;
  const IN_TERMINAL: Facts = {
    ...FACTS,
    context: { ...FACTS.context, tty: "/dev/pts/1", terminal_session: "A".repeat(43) },
  };
  const UNTOLD: Facts = { ...FACTS, context: { ...FACTS.context, tty: "/dev/pts/1" } };

  const OF_PROGRAM: Facts = {
    ...IN_TERMINAL,
    redirect: {
      authorization: `az_${"A".repeat(22)}`,
      uri: "http://127.0.0.1:51004/callback",
      code_challenge: "A".repeat(43),
      executable: "/usr/bin/tool",
      started_at: NOW,
    },
  };
  const lease = leaseDetail([{ resource: "https://api.example.com", scope: "read" }]);
  const OF_LEASE: Facts = { ...IN_TERMINAL, scope: "", resource: [], authorization_details: [lease] };

  it("that rests on an earlier approval, or has narrowed the scope, is shown as well", async () => {
    const facts = { ...IN_TERMINAL, scope: "deploy:write deploy:read" };
    const world = await metWorld(facts);
    const attestation = await world.meet();
    const changed = { rules: stand, rests_on, scope: "deploy:read", require: { fresh_touch: 201 } };
    const decision = await newDecision(world, attestation, { ...changed, facts: await hashFacts(writeFacts(facts)) });
    expect(await world.show(decision)).toEqual({ kind: "shown" });
  });

  it.each<[string, string, Partial<Decision["claims"]>, Facts?]>([
    ["for more scope than was asked for", "decision_mismatch", { scope: "deploy:write admin" }],
    ["that lets nothing stand", "decision_mismatch", { rules: stand }],
    ["that rests on an approval and does not say so", "decision_mismatch", { rests_on }],
    ["that rests on one of a session that is not told", "standing_mismatch", { rules: stand, rests_on }, UNTOLD],
    ["that rests on one too old", "standing_mismatch", { rules: stand, rests_on: { ...rests_on, stands: 200 } }],
    [
      "that rests on one of later",
      "standing_mismatch",
      { rules: stand, rests_on: { ...rests_on, approved_at: NOW + 2 } },
    ],
    ["that lets one stand all day", "standing_mismatch", { rules: stand, rests_on: { ...rests_on, stands: 86_400 } }],
    ["that wants a fresher touch", "approval_too_old", { rules: stand, rests_on, require: { fresh_touch: 60 } }],
    ["that wants a security key", "security_key_missing", { rules: stand, rests_on, require: { security_key: true } }],
    ["that rests on one for a redirect", "standing_mismatch", { rules: stand, rests_on }, OF_PROGRAM],
    ["that rests on one for a lease", "standing_mismatch", { rules: stand, rests_on }, OF_LEASE],
    ["for a lease beside a scope", "facts_mismatch", {}, { ...OF_LEASE, scope: "deploy:read" }],
    ["for a lease that shows one to which it does not add", "facts_mismatch", {}, { ...OF_LEASE, earlier: [lease] }],
    ["asked for in no terminal", "standing_mismatch", { rules: stand, rests_on }, FACTS],
  ])("%s is refused (%s)", async (_, code, changed, facts = IN_TERMINAL) => {
    const world = await metWorld(facts);
    const decision = await newDecision(world, await world.meet(), {
      facts: await hashFacts(writeFacts(facts)),
      ...changed,
    });
    expect(await world.show(decision)).toEqual({ kind: "refused", code });
    expect((await world.services.session.logins.read(world.login.hash))?.decision).toBeNull();
  });

  it("about an older meeting is refused, and so is one that the server did not sign", async () => {
    const world = await metWorld();
    const older = await newDecision(world, await world.meet());
    const newer = await world.meet();
    expect(await world.show(older)).toEqual({ kind: "refused", code: "decision_mismatch" });
    const forged = await newDecision({ ...world, server: await newSigner() }, newer);
    expect(await world.show(forged)).toEqual({ kind: "refused", code: "key_mismatch" });
  });

  it("with a text that is not the one hashed is refused", async () => {
    const world = await metWorld();
    const decision = await newDecision(world, await world.meet());
    const text = writeFacts({ ...FACTS, context: { ...FACTS.context, command: "deploy test" } });
    expect(await world.show(decision, text)).toEqual({ kind: "refused", code: "facts_mismatch" });
  });

  it("without a meeting is refused", async () => {
    const world = await metWorld();
    expect(await world.show(await newDecision(world, "no.attestation.here"))).toEqual({
      kind: "refused",
      code: "nonce_mismatch",
    });
  });
});

describe("a denial", () => {
  it("is by the key that met, over its own attestation", async () => {
    const world = await metWorld();
    const attestation = await world.meet();
    const answer = await world.ask({ kind: "deny", request_hash: world.login.hash });
    if (answer.kind !== "denial") return expect.fail(answer.kind);
    const read = await denial.read(answer.denial);
    await verifySignature(read, read.header.jwk);
    expect(read.claims.attestation).toBe(await sha256Base64url(attestation));
    expect(read.header.jwk).toEqual((await world.services.boundSets.all())[0]?.jwk);
  });

  it("says why, if the person did", async () => {
    const world = await metWorld();
    await world.meet();
    const answer = await world.ask({ kind: "deny", request_hash: world.login.hash, reason: "use the staging API" });
    if (answer.kind !== "denial") return expect.fail(answer.kind);
    expect((await denial.read(answer.denial)).claims.reason).toBe("use the staging API");
  });

  it("is refused to a page of another origin, before a meeting and after the end", async () => {
    const world = await metWorld();
    const deny: Ask = { kind: "deny", request_hash: world.login.hash };
    const no = { kind: "refused", code: "nonce_mismatch" };
    expect(await world.ask(deny)).toEqual(no);
    await world.meet();
    expect(await world.ask(deny, { ...world.page, origin: "https://evil.example" })).toEqual(no);
    await world.ask({ kind: "settled", request_hash: world.login.hash });
    expect(await world.ask(deny)).toEqual(no);
  });
});

describe("the end of a login", () => {
  it("is believed of the issuer's page only", async () => {
    const world = await metWorld();
    await world.meet();
    const settled: Ask = { kind: "settled", request_hash: world.login.hash };
    await world.ask(settled, { ...world.page, origin: "https://evil.example" });
    expect(await world.services.session.logins.all()).toHaveLength(1);
    await world.ask(settled);
    expect(await world.services.session.logins.all()).toEqual([]);
    expect(world.done.at(-1)).toBe("badge cleared");
  });
});
