import { ANY_AUTHENTICATOR, type AuthenticatorPolicy } from "@nearside/shared/api/console/authenticator-policy.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AAGUID, type Attester, Authenticator } from "../../../test/kit/authenticator.ts";
import { askToEnrol, usePasskey, wordsOf } from "../../../test/kit/enrolment-steps.ts";
import { newMachine } from "../../../test/kit/machine.ts";
import { Authority } from "../../../test/kit/metadata-authority.ts";
import { SERVER_SHELL } from "../../platform/audit/actor.ts";
import { admitEnrolment } from "../../protocol/enrolment/decide/admit-enrolment.ts";
import { criteriaOf } from "../../protocol/passkeys/judge-passkey.ts";
import { quarantineMachine } from "../../protocol/revocation/quarantine-machine.ts";
import type { TicketRequest } from "../../register/enrolments/create-ticket.ts";
import { findPolicies, findPolicy } from "../../register/passkeys/policy-store.ts";
import { giveRole } from "../../testing/console.ts";
import { enrolledMachine, metEnrolment, newTicket, pendingMachine } from "../../testing/enrol.ts";
import { eventsSince } from "../../testing/ledger.ts";
import { type MetadataStage, openMetadataStage } from "../../testing/metadata-stage.ts";
import { actingAs } from "../../testing/people.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { dryRun, findUnfit } from "./dry-run.ts";
import { endUnfit } from "./follow-authenticators.ts";
import { publishPolicy } from "./publish-policy.ts";

const OTHER = "ffffffff-4455-6677-8899-aabbccddeeff";

describe.each(DATABASES)("a policy on %s", (database) => {
  let stage: MetadataStage;
  let genuine: Attester;
  let made = 0;
  beforeEach(async () => {
    stage = await openMetadataStage({ database, acceptSyncedPasskeys: true });
    const maker = await Authority.root("Maker Root");
    genuine = await maker.attester(AAGUID);
    await stage.publish(1, [{ aaguid: AAGUID, roots: [maker] }]);
  });
  afterEach(() => stage.close());

  const services = () => stage.server.services;
  const attested = () => new Authenticator(`attested ${made++}`, { attester: genuine });
  const silent = (aaguid = AAGUID) => new Authenticator(`silent ${made++}`, { aaguid });
  const synced = () => new Authenticator(`synced ${made++}`, { attester: genuine, flags: 0x05 | 0x18 });

  async function publish(change: Partial<AuthenticatorPolicy>, endsUnfit = false) {
    const after = (await findPolicy(services().db)).version;
    const next = { policy: { ...ANY_AUTHENTICATOR, ...change }, note: "because", endsUnfit, after };
    return publishPolicy(services(), next, SERVER_SHELL);
  }
  type Maker = Pick<TicketRequest, "by">;
  /** Uses an administrator's ticket: a policy does not judge a person who enrols by the server's own shell. */
  const byConsole = async (): Promise<Maker> => ({
    by: await actingAs(stage.server, "administrator", "tickets.manage"),
  });
  const askBy =
    (maker: Maker): typeof askToEnrol =>
    async (server, machine, user) =>
      askToEnrol(server, machine, user, await newTicket(stage.server, user, maker));
  async function enrolWith(authenticator: Authenticator, maker: Maker): Promise<string> {
    const machine = await newMachine({ authenticator });
    const { open, met } = await metEnrolment(stage.server, machine, `person-${made++}`, askBy(maker));
    return (await usePasskey(stage.server, machine, open, met)).outcome;
  }
  const judge = (change: Partial<AuthenticatorPolicy>) => criteriaOf(services(), { ...ANY_AUTHENTICATOR, ...change });

  it("keeps out at enrolment what it does not take, by a closed code each", async () => {
    const rows: readonly (readonly [Partial<AuthenticatorPolicy>, () => Authenticator, string])[] = [
      [{ deny: [AAGUID] }, attested, "400 authenticator_not_allowed"],
      [{ deny: [OTHER] }, attested, "200"],
      [{ allow: [OTHER] }, attested, "400 authenticator_not_allowed"],
      [{ allow: [AAGUID] }, attested, "200"],
      [{ formats: ["packed"] }, silent, "400 authenticator_not_allowed"],
      [{ formats: ["none"] }, silent, "200"],
      [{ attested_only: true }, silent, "400 authenticator_not_attested"],
      [{ attested_only: true }, attested, "200"],
      [{ minimum_certification: "L1" }, attested, "200"],
      [{ minimum_certification: "L1" }, silent, "400 authenticator_not_attested"],
      [{ minimum_certification: "L2" }, attested, "400 authenticator_not_allowed"],
      [{ device_bound_only: true }, synced, "400 passkey_synced"],
      [{}, synced, "200"],
    ];
    const maker = await byConsole();
    for (const [change, authenticator, answer] of rows) {
      await publish(change);
      expect(await enrolWith(authenticator(), maker), JSON.stringify(change)).toBe(answer);
    }
  });

  it("shuts neither break-glass nor the server's own shell, which take none that is known to be broken (I6)", async () => {
    const emergencies: readonly Maker[] = [{ by: SERVER_SHELL }, { by: { kind: "break_glass", useId: "bg_1" } }];
    const shut = [
      { attested_only: true },
      { allow: [OTHER] },
      { formats: ["apple"] },
      { minimum_certification: "L3plus" },
    ];
    for (const change of shut as readonly Partial<AuthenticatorPolicy>[]) {
      await publish(change);
      expect(await enrolWith(silent(), await byConsole())).toMatch(/^400 authenticator_not_/);
      for (const maker of emergencies) expect(await enrolWith(silent(), maker), JSON.stringify(change)).toBe("200");
    }
    const machine = await newMachine({ authenticator: silent() });
    const { open, met } = await pendingMachine(stage.server, machine, "in need", askBy({ by: SERVER_SHELL }));
    await publish({ deny: [AAGUID] });
    await admitEnrolment(services(), open.id, await wordsOf(machine, met), SERVER_SHELL);
    await stage.publish(2, [{ aaguid: AAGUID, roots: [], reports: [{ status: "REVOKED" }] }]);
    for (const maker of emergencies) expect(await enrolWith(silent(), maker)).toBe("400 authenticator_compromised");
  });

  it("that no active passkey of an owner meets is an owner's to publish (I6)", async () => {
    const owner = await enrolledMachine(stage.server, "olga", { authenticator: silent() });
    await giveRole(stage.server, owner.user.id, "owner");
    const [administrator, other] = [
      await actingAs(stage.server, "administrator", "authenticators.manage"),
      await actingAs(stage.server, "owner", "authenticators.manage"),
    ];
    const next = { policy: { ...ANY_AUTHENTICATOR, attested_only: true }, note: null, endsUnfit: false, after: 0 };
    await expect(publishPolicy(services(), next, administrator)).rejects.toMatchObject({ code: "not_permitted" });
    expect((await findPolicy(services().db)).version).toBe(0);
    const fitting = { ...next, policy: { ...ANY_AUTHENTICATOR, allow: [AAGUID] } };
    expect(await publishPolicy(services(), fitting, administrator)).toEqual({ state: "published", version: 1 });
    await quarantineMachine(services(), owner.boundSetId, { by: SERVER_SHELL, note: null });
    await expect(publishPolicy(services(), { ...fitting, after: 1 }, administrator)).rejects.toMatchObject({
      code: "not_permitted",
    });
    expect(await publishPolicy(services(), { ...next, after: 1 }, other)).toEqual({ state: "published", version: 2 });
    const any = { ...next, policy: ANY_AUTHENTICATOR, after: 2 }; // it shuts no person out
    expect(await publishPolicy(services(), any, administrator)).toEqual({ state: "published", version: 3 });
  });

  it("is asked again when the administrator lets the machine in", async () => {
    const machine = await newMachine({ authenticator: silent() });
    const { open, met } = await pendingMachine(stage.server, machine, "late", askBy(await byConsole()));
    await publish({ attested_only: true });
    const words = await wordsOf(machine, met);
    await expect(admitEnrolment(services(), open.id, words, SERVER_SHELL)).rejects.toThrow(
      "authenticator_not_attested",
    );
    await publish({});
    await admitEnrolment(services(), open.id, words, SERVER_SHELL);
  });

  it("says before it is published whom it would lock out, and changes nothing", async () => {
    const alice = await enrolledMachine(stage.server, "alice", { authenticator: attested() });
    await enrolledMachine(stage.server, "alice", { authenticator: silent() });
    const bob = await enrolledMachine(stage.server, "bob", { authenticator: silent(OTHER) });
    const seq = (await eventsSince(stage.server, 0)).length;
    expect(await dryRun(services().db, judge({ attested_only: true }))).toEqual({
      passkeys: 3,
      unfit: { passkeys: 2, machines: 2, people: 2, left_without: 1 },
      reasons: [{ reason: "not_attested", passkeys: 2 }],
    });
    expect((await dryRun(services().db, judge({}))).unfit.people).toBe(0);
    const unfit = await findUnfit(services().db, judge({ deny: [OTHER], attested_only: false }), 10);
    expect(unfit).toMatchObject([
      {
        credential_id: bob.authenticator.id,
        reason: "denied",
        user: { name: "bob" },
        machine: { bound_set_id: bob.boundSetId },
      },
    ]);
    const [first, ...others] = await findUnfit(services().db, judge({ attested_only: true }), 1);
    expect([first?.user.name, others]).toEqual(["alice", []]);
    const after = { name: "alice", credential_id: first?.credential_id ?? "" };
    const [second] = await findUnfit(services().db, judge({ attested_only: true }), 1, { after });
    expect(second?.credential_id).toBe(bob.authenticator.id);
    expect(alice.authenticator.id).not.toBe(first?.credential_id);
    expect(await eventsSince(stage.server, 0)).toHaveLength(seq);
  });

  it("leaves what is enrolled as it is, unless its publisher says otherwise", async () => {
    const alice = await enrolledMachine(stage.server, "alice", { authenticator: attested() });
    const bob = await enrolledMachine(stage.server, "bob", { authenticator: silent() });
    await giveRole(stage.server, alice.user.id, "owner");
    const stateOf = async (id: string) =>
      (await services().db.selectFrom("passkeys").select("state").where("credential_id", "=", id).executeTakeFirst())
        ?.state;
    await publish({ attested_only: true });
    expect(await endUnfit(services())).toBe(0);
    expect(await stateOf(bob.authenticator.id)).toBe("active");
    await publish({ attested_only: true }, true);
    expect(await endUnfit(services())).toBe(1);
    expect(await stateOf(bob.authenticator.id)).toBe("revoked");
    expect(await stateOf(alice.authenticator.id)).toBe("active");
    expect((await findPolicy(services().db)).endedAt).toBe(services().clock());
    expect(await endUnfit(services())).toBe(0);
    const [event] = (await eventsSince(stage.server, 0)).filter(({ kind }) => kind === "passkey_revoked");
    expect(event).toMatchObject({
      subject: bob.authenticator.id,
      data: { note: "authenticator policy 2: not_attested" },
    });
  });

  it("is not published where it would leave no owner a passkey, or over one that came meanwhile", async () => {
    const bob = await enrolledMachine(stage.server, "bob", { authenticator: silent() });
    await giveRole(stage.server, bob.user.id, "owner");
    expect(await publish({ attested_only: true }, true)).toEqual({ state: "locks_out" });
    expect((await findPolicy(services().db)).version).toBe(0);
    const next = { policy: ANY_AUTHENTICATOR, note: null, endsUnfit: false, after: 0 };
    const published = await Promise.all([1, 2, 3].map(() => publishPolicy(services(), next, SERVER_SHELL)));
    expect(published.filter(({ state }) => state === "published")).toHaveLength(1);
    expect(published.filter(({ state }) => state === "changed")).toHaveLength(2);
    expect(await findPolicies(services().db, 10)).toHaveLength(1);
  });
});
