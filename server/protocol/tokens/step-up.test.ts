import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { ACR_VALUES, type Proof } from "@nearside/shared/proof/proof-tier.ts";
import { readFacts } from "@nearside/shared/statements/facts.ts";
import { beforeEach, describe, expect, it } from "vitest";
import { Authenticator, FLAGS } from "../../../test/kit/authenticator.ts";
import { newSigner } from "../../../test/kit/keys.ts";
import { approvedLogin, metLogin } from "../../../test/kit/log-in.ts";
import {
  approve,
  askForDecision,
  askForLogin,
  decided,
  deviceStatementOf,
  meetLogin,
  poll,
  startedLogin,
} from "../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../test/kit/machine.ts";
import type { Form } from "../../../test/kit/send.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { keepKey } from "../../testing/key-place.ts";
import { eventsOf, expectRefusal } from "../../testing/ledger.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";

// A client makes demands on the approval (RFC 9470), which are judged at every step.

const [SAME_MACHINE, DEVICE_BOUND, HARDWARE] = ACR_VALUES;
const SYNCED = FLAGS.UP | FLAGS.UV | FLAGS.BE | FLAGS.BS;
const OTHERS = "urn:other:loa3";

const server = serverForAll({ policy: { acceptSyncedPasskeys: true, requirePeer: "any", remoteHosts: "none" } });
let machine: EnrolledMachine;
beforeEach(async () => {
  machine = await enrolledMachine(server, "alice");
});

const keepKeyIn = (place: Proof["key_storage"]) => keepKey(server, machine, place);

/** Adds a second passkey to the machine's bound set, active or not. */
async function addPasskey(authenticator: Authenticator, backupEligible: boolean): Promise<void> {
  const { db } = server.services;
  const row = await db
    .selectFrom("passkeys")
    .selectAll()
    .where("bound_set_id", "=", machine.boundSetId)
    .executeTakeFirstOrThrow();
  await db
    .insertInto("passkeys")
    .values({
      ...row,
      credential_id: authenticator.id,
      public_key: new Uint8Array(Buffer.from(authenticator.publicKey, "base64url")),
      backup_eligible: backupEligible ? 1 : 0,
    })
    .execute();
}

const ask = async (form: Form) =>
  askForLogin(server, { device_statement: await deviceStatementOf(server, machine, await newSigner()), ...form });

const claimsOf = async (login: Awaited<ReturnType<typeof approvedLogin>>) =>
  (await accessToken.read((await poll(server, login)).as(tokenAnswerSchema).access_token)).claims;

describe("the requested quality of the approval", () => {
  it("is in the facts, and the approval is that good", async () => {
    await keepKeyIn("tpm");
    const login = await approvedLogin(server, machine, { acr_values: `${HARDWARE} ${OTHERS}`, max_age: "300" });
    expect(readFacts(login.authorization.facts)).toMatchObject({ acr_values: [HARDWARE, OTHERS], max_age: 300 });
    expect((await claimsOf(login)).acr).toBe(HARDWARE);
  });

  it.each([
    ["two blanks", { acr_values: "a  b" }],
    ["one class twice", { acr_values: "a a" }],
    ["nine classes", { acr_values: "a b c d e f g h i" }],
    ["a quote", { acr_values: 'a"' }],
    ["an age that is no number", { max_age: "soon" }],
    ["an age below none", { max_age: "-1" }],
  ])("is refused with %s", async (_what, form) => {
    await expectRefusal(server, () => ask(form), { outcome: "400 invalid_request", event: null });
  });

  it.each([
    ["the key is in a file", "file", DEVICE_BOUND, ["nearside key move keyring"]],
    ["the key is in no TPM", "keyring", HARDWARE, ["nearside key move tpm"]],
    ["nobody knows the class", "tpm", OTHERS, [SAME_MACHINE, HARDWARE]],
  ] as const)("is refused at once where %s, with a way out", async (_what, place, acr_values, words) => {
    await keepKeyIn(place);
    await expectRefusal(server, () => ask({ acr_values }), {
      outcome: "400 unmet_authentication_requirements/proof_too_weak",
      event: {
        kind: "device_refused",
        subject: machine.device.thumbprint,
        data: { step: "login", code: "proof_too_weak", field: "acr_values" },
      },
    });
    const { text } = await ask({ acr_values });
    for (const word of words) expect(text).toContain(word);
    expect((await ask({ acr_values: `${acr_values} ${SAME_MACHINE}` })).status).toBe(200);
  });

  it("is refused at once where every active passkey can be copied", async () => {
    machine = await enrolledMachine(server, "alice", {
      authenticator: new Authenticator("another synced", { flags: SYNCED }),
    });
    await keepKeyIn("tpm");
    const answer = await ask({ acr_values: DEVICE_BOUND });
    expect(answer.outcome).toBe("400 unmet_authentication_requirements/proof_too_weak");
    expect(answer.text).toContain("security key");
  });

  it("offers the passkeys that reach it, and takes no other", async () => {
    const synced = new Authenticator(`synced ${server.id()}`, { flags: SYNCED });
    await addPasskey(synced, true);
    await keepKeyIn("keyring");
    const login = await metLogin(server, machine, { acr_values: DEVICE_BOUND });
    const decision = await decided(server, machine, login);
    expect(decision.options.allowCredentials.map(({ id }) => id)).toEqual([machine.authenticator.id]);
    const by = { ...machine, authenticator: synced };
    await expectRefusal(server, () => approve(server, by, login, decision), {
      outcome: "400 proof_too_weak",
      event: { kind: "login_step_refused", subject: login.id, data: { step: "approve", code: "proof_too_weak" } },
    });
    expect((await approve(server, machine, login, decision)).status).toBe(200);
  });

  it.each(["unknown", "same"] as const)(
    "is refused at the decision where only then it is known who met: account %s, perhaps forwarded; a better meeting helps",
    async (account) => {
      await keepKeyIn("tpm");
      const login = await startedLogin(server, machine, { acr_values: HARDWARE });
      const presence = { peer: { account, process: null, forwarded: "unknown" } } as const;
      await meetLogin(server, machine, login, { presence });
      await expectRefusal(server, () => askForDecision(server, machine, login), {
        outcome: "400 proof_too_weak",
        event: { kind: "login_step_refused", subject: login.id, data: { step: "decision", code: "proof_too_weak" } },
      });
      await meetLogin(server, machine, login);
      expect((await askForDecision(server, machine, login)).status).toBe(200);
    },
  );

  it("counts from the decision: a key that is proven to lie better after it changes nothing", async () => {
    await keepKeyIn("keyring");
    const login = await metLogin(server, machine);
    const decision = await decided(server, machine, login);
    await keepKeyIn("tpm");
    await approve(server, machine, login, decision);
    expect(await claimsOf(login)).toMatchObject({ acr: DEVICE_BOUND, proof: { key_storage: "keyring" } });
  });

  it("is refused at the token where it was fetched too late, which brings no token at all", async () => {
    const login = await approvedLogin(server, machine, { max_age: "60" });
    server.pass(61);
    await expectRefusal(server, () => poll(server, login), {
      outcome: "400 invalid_grant/approval_too_old",
      event: { kind: "login_step_refused", subject: login.id, data: { step: "redeem", code: "approval_too_old" } },
    });
    expect((await eventsOf(server, login.id)).map(({ kind }) => kind)).not.toContain("login_redeemed");
    const other = await approvedLogin(server, machine, { max_age: "0" });
    expect((await claimsOf(other)).auth_time).toBe(server.now());
  });
});
