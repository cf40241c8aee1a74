import type { DecidedAnswer } from "@nearside/shared/api/login-requests.ts";
import { readChain } from "@nearside/shared/chain/read-chain.ts";
import { verifyChain } from "@nearside/shared/chain/verify-chain.ts";
import { REFRESH_TOKEN_SECONDS } from "@nearside/shared/lifetimes.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { decision } from "@nearside/shared/statements/decision.ts";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Answer } from "../../../../test/kit/answer.ts";
import { AAGUID, Authenticator, type CeremonyTwist } from "../../../../test/kit/authenticator.ts";
import { type MetLogin, metLogin } from "../../../../test/kit/log-in.ts";
import { approve, askForDecision, decided, poll, refresh } from "../../../../test/kit/login-steps.ts";
import { type EnrolledMachine, newMachine } from "../../../../test/kit/machine.ts";
import { Authority } from "../../../../test/kit/metadata-authority.ts";
import { ANYBODY } from "../../../../test/kit/rules.ts";
import { postJson } from "../../../../test/kit/send.ts";
import { findEvidence } from "../../../register/logins/evidence-store.ts";
import { trustedFor } from "../../../register/logins/trusted-for.ts";
import { findParty } from "../../../register/machines/find-party.ts";
import { isListedAsEnded } from "../../../testing/about-tokens.ts";
import { allRows, eventsOf } from "../../../testing/ledger.ts";
import { type MetadataStage, openMetadataStage } from "../../../testing/metadata-stage.ts";
import { newcomer } from "../../../testing/newcomer.ts";
import { ruleBy, verdictsOf } from "../../../testing/rule-by.ts";
import { DATABASES } from "../../../testing/temporary-store.ts";
import { ISSUER } from "../../../testing/test-server.ts";
import { revokePasskey } from "../../revocation/revoke-passkey.ts";

// Rules may demand the touch of a second authenticator, a security key, and an attested passkey (protocol §4.5, docs/reference/rules.md).

const KEY_AAGUID = "aaaaaaaa-4455-6677-8899-aabbccddeeff";
const KEY = '@id("key") @title("Two touches") @require_security_key forbid (principal, action, resource);';
const ATTESTED = '@id("attested") @require_attested_passkey forbid (principal, action, resource);';
const SHELL = { by: { kind: "server_shell" }, note: "" } as const;

describe.each(DATABASES)("on %s", (database) => {
  let stage: MetadataStage;
  let machine: EnrolledMachine;
  let key: Authenticator;
  beforeAll(async () => {
    stage = await openMetadataStage({ database });
    const maker = await Authority.root("Maker Root");
    await stage.publish(1, [
      { aaguid: AAGUID, roots: [maker], attachmentHint: ["internal"] },
      { aaguid: KEY_AAGUID, roots: [maker], attachmentHint: ["external", "wired", "nfc"] },
    ]);
    const attester = await maker.attester(AAGUID);
    const keyAttester = await maker.attester(KEY_AAGUID);
    newPlatform = (name) => new Authenticator(name, { attester });
    newKey = (name) => new Authenticator(name, { attester: keyAttester, aaguid: KEY_AAGUID, counts: true });
  });
  let newPlatform: (name: string) => Authenticator;
  let newKey: (name: string) => Authenticator;
  beforeEach(async () => {
    await ruleBy(stage.server, ANYBODY, KEY);
    const authenticator = newPlatform(`platform ${stage.server.id()}`);
    machine = await newcomer(stage.server, await newMachine({ authenticator }));
    key = newKey(`key ${stage.server.id()}`);
    await addPasskey(key, "attested", KEY_AAGUID);
  });
  afterAll(() => stage.close());

  /** Adds another passkey to the machine's bound set. */
  async function addPasskey(authenticator: Authenticator, verdict: string, aaguid: string): Promise<void> {
    const { db } = stage.server.services;
    const row = await db
      .selectFrom("passkeys")
      .selectAll()
      .where("credential_id", "=", machine.authenticator.id)
      .executeTakeFirstOrThrow();
    const public_key = new Uint8Array(Buffer.from(authenticator.publicKey, "base64url"));
    await db
      .insertInto("passkeys")
      .values({ ...row, credential_id: authenticator.id, public_key, attestation_verdict: verdict, aaguid })
      .execute();
  }

  const touch = (by: Authenticator, { options }: DecidedAnswer, twist: CeremonyTwist = {}) =>
    by.get({ challenge: options.challenge, rpId: options.rpId, origin: ISSUER }, twist);
  const approveBy = (login: MetLogin, shown: DecidedAnswer, first: object | null, second: object | null) =>
    postJson(
      stage.server,
      `/api/requests/${login.id}/approve`,
      { decision: shown.decision, assertion: first, security_key: second },
      { browser: machine.browser },
    );
  async function decidedLogin(): Promise<{ login: MetLogin; shown: DecidedAnswer }> {
    const login = await metLogin(stage.server, machine);
    return { login, shown: await decided(stage.server, machine, login) };
  }
  const rulesIn = ({ text }: Answer) => JSON.parse(text).rules.map(({ id }: { id: string }) => id);

  it("is offered apart from the first passkey, over the same challenge, and both are in the chain", async () => {
    const { login, shown } = await decidedLogin();
    expect((await decision.read(shown.decision)).claims.require).toEqual({ security_key: true });
    expect(shown.options.allowCredentials.map(({ id }) => id)).toEqual([machine.authenticator.id]);
    expect(shown.security_key?.allowCredentials.map(({ id }) => id)).toEqual([key.id]);
    expect(shown.security_key?.challenge).toBe(shown.options.challenge);
    expect(shown.rules).toMatchObject([{ id: "key", title: "Two touches" }]);
    const outcome = await approveBy(login, shown, touch(machine.authenticator, shown), touch(key, shown));
    expect(outcome.outcome).toBe("200");
    const tokens = (await poll(stage.server, login)).as(tokenAnswerSchema);
    const evidence = await findEvidence(stage.server.services.db, login.id);
    const party = await findParty(stage.server.services.db, { boundSet: machine.boundSetId });
    if (evidence === undefined || party === undefined) throw new Error("there is nothing");
    await verifyChain(await readChain(evidence.chain), trustedFor(stage.server.services, party));
    const approved = (await eventsOf(stage.server, login.id)).find(({ kind }) => kind === "login_approved");
    expect(approved?.data).toMatchObject({ credential_id: machine.authenticator.id, security_key: key.id });
    expect(await verdictsOf(stage.server, login.id)).toMatchObject([{ outcome: "allow" }]);
    expect((await refresh(stage.server, machine, login, tokens.refresh_token)).outcome).toBe("200");
  });

  it("ends with the security key: what both touches gave is invalid once either is revoked", async () => {
    const { login, shown } = await decidedLogin();
    const outcome = await approveBy(login, shown, touch(machine.authenticator, shown), touch(key, shown));
    expect(outcome.outcome).toBe("200");
    const tokens = (await poll(stage.server, login)).as(tokenAnswerSchema);
    const revoked = await revokePasskey(stage.server.services, key.id, SHELL);
    expect(revoked).toMatchObject({ state: "revoked", ended: { families: [expect.any(String)] } });
    const said2 = await refresh(stage.server, machine, login, tokens.refresh_token);
    expect(said2.outcome).toContain("400 invalid_grant");
  });

  it("ends with the security key also where the login is just over, which an API may not know yet", async () => {
    const { login, shown } = await decidedLogin();
    await approveBy(login, shown, touch(machine.authenticator, shown), touch(key, shown));
    const first = (await poll(stage.server, login)).as(tokenAnswerSchema);
    stage.server.pass(REFRESH_TOKEN_SECONDS - 600);
    const last = (await refresh(stage.server, machine, login, first.refresh_token)).as(tokenAnswerSchema);
    stage.server.pass(630);
    await revokePasskey(stage.server.services, key.id, SHELL);
    expect(await isListedAsEnded(stage.server, last.access_token)).toBe(true);
  });

  it.each<[what: string, code: string, second: (shown: DecidedAnswer) => object | null]>([
    ["no second touch", "security_key_missing", () => null],
    ["the first passkey again", "security_key_missing", (shown) => touch(machine.authenticator, shown)],
    [
      "another challenge",
      "assertion_invalid",
      (shown) => touch(key, shown, { clientData: { challenge: "A".repeat(43) } }),
    ],
    [
      "another origin",
      "assertion_invalid",
      (shown) => touch(key, shown, { clientData: { origin: "https://evil.example" } }),
    ],
    ["nobody recognised", "user_not_verified", (shown) => touch(key, shown, { flags: 1 })],
    ["a stranger's key", "passkey_not_bound", (shown) => touch(newKey("stranger"), shown)],
    ["another's signature", "assertion_invalid", (shown) => touch(key, shown, { signedBy: machine.authenticator })],
  ])("%s is refused, and moves nothing", async (_what, code, second) => {
    const { login, shown } = await decidedLogin();
    const [first, other] = [touch(machine.authenticator, shown), second(shown)];
    const before = await allRows(stage.server);
    expect((await approveBy(login, shown, first, other)).outcome).toBe(`400 ${code}`);
    expect(await allRows(stage.server)).toEqual(before);
    const good = await approveBy(login, shown, touch(machine.authenticator, shown), touch(key, shown));
    expect(good.outcome).toBe("200");
  });

  it.each([
    ["is attested, and no security key", "attested", AAGUID],
    ["says that it is one, and nobody vouches for it", "claimed, not attested", KEY_AAGUID],
  ])("is no passkey that %s", async (_what, verdict, aaguid) => {
    const other = new Authenticator(`other ${stage.server.id()}`);
    await addPasskey(other, verdict, aaguid);
    const { login, shown } = await decidedLogin();
    expect(shown.security_key?.allowCredentials.map(({ id }) => id)).toEqual([key.id]);
    const outcome = await approveBy(login, shown, touch(machine.authenticator, shown), touch(other, shown));
    expect(outcome.outcome).toBe("400 security_key_missing");
  });

  it("is taken in no other decision", async () => {
    await ruleBy(stage.server, ANYBODY);
    const { login, shown } = await decidedLogin();
    expect(shown.security_key).toBeNull();
    const outcome = await approveBy(login, shown, touch(machine.authenticator, shown), touch(key, shown));
    expect(outcome.outcome).toBe("400 decision_mismatch");
  });

  it("is missing where the person has none: the rule is named, and one can be added", async () => {
    const { credentialId } = key;
    await revokePasskey(stage.server.services, credentialId.toString("base64url"), SHELL);
    const login = await metLogin(stage.server, machine);
    const answer = await askForDecision(stage.server, machine, login);
    expect(answer.outcome).toBe("400 rule_unmet");
    expect(rulesIn(answer)).toEqual(["key"]);
    await addPasskey(newKey(`another ${stage.server.id()}`), "attested", KEY_AAGUID);
    expect((await askForDecision(stage.server, machine, login)).outcome).toBe("200");
  });

  it("ends with its passkey: a login that it touched, and has no token yet, gets none", async () => {
    const { login, shown } = await decidedLogin();
    const outcome = await approveBy(login, shown, touch(machine.authenticator, shown), touch(key, shown));
    expect(outcome.outcome).toBe("200");
    await revokePasskey(stage.server.services, key.id, SHELL);
    expect((await poll(stage.server, login)).outcome).toBe("400 access_denied/passkey_revoked");
  });

  it("an attested passkey is asked for, and another one is neither offered nor taken", async () => {
    const other = new Authenticator(`unattested ${stage.server.id()}`);
    await addPasskey(other, "not attested", AAGUID);
    await ruleBy(stage.server, ANYBODY, ATTESTED);
    const { login, shown } = await decidedLogin();
    expect((await decision.read(shown.decision)).claims.require).toEqual({ attested: true });
    const offered = shown.options.allowCredentials.map(({ id }) => id).sort();
    expect(offered).toEqual([machine.authenticator.id, key.id].sort());
    const outcome = await approve(stage.server, { ...machine, authenticator: other }, login, shown);
    expect(outcome.outcome).toBe("400 rule_unmet");
    expect(rulesIn(outcome)).toEqual(["attested"]);
    expect((await approve(stage.server, machine, login, shown)).outcome).toBe("200");
  });

  it("what rules say of one passkey alone is asked where that one is the one there is", async () => {
    const rule =
      '@id("weak") @require_justification forbid (principal, action, resource) unless { context.passkey.security_key };';
    await ruleBy(stage.server, ANYBODY, rule);
    const login = await metLogin(stage.server, machine);
    const answer = await askForDecision(stage.server, machine, login);
    expect(JSON.parse(answer.text)).toMatchObject({ state: "wanted", wanted: { what: "justification" } });
    const deny = '@id("weak") forbid (principal, action, resource) unless { context.passkey.security_key };';
    await ruleBy(stage.server, ANYBODY, deny);
    const shown = await decided(stage.server, machine, login);
    expect(shown.options.allowCredentials.map(({ id }) => id)).toEqual([key.id]);
    expect((await approve(stage.server, { ...machine, authenticator: key }, login, shown)).outcome).toBe("200");
  });
});
