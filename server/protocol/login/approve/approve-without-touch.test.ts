import { decisionAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { readChain } from "@nearside/shared/chain/read-chain.ts";
import { verifyChain } from "@nearside/shared/chain/verify-chain.ts";
import type { Context } from "@nearside/shared/claims.ts";
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import { decision } from "@nearside/shared/statements/decision.ts";
import { beforeEach, describe, expect, it } from "vitest";
import { newSigner } from "../../../../test/kit/keys.ts";
import { approvedLogin, type MetLogin, redeemedLogin } from "../../../../test/kit/log-in.ts";
import {
  approve,
  askForDecision,
  deny,
  deviceStatementOf,
  meetLogin,
  poll,
  startedLogin,
} from "../../../../test/kit/login-steps.ts";
import type { EnrolledMachine } from "../../../../test/kit/machine.ts";
import { type LongForm, postForm, postJson } from "../../../../test/kit/send.ts";
import { SERVER_SHELL } from "../../../platform/audit/actor.ts";
import { findEvidence } from "../../../register/logins/evidence-store.ts";
import { trustedFor } from "../../../register/logins/trusted-for.ts";
import { findParty } from "../../../register/machines/find-party.ts";
import { enrolledMachine, furtherBrowser } from "../../../testing/enrol.ts";
import { eventsOf } from "../../../testing/ledger.ts";
import { newcomer } from "../../../testing/newcomer.ts";
import { ruleBy, verdictsOf } from "../../../testing/rule-by.ts";
import { serverForAll } from "../../../testing/server-for-tests.ts";
import { DATABASES } from "../../../testing/temporary-store.ts";
import { replaceKeys } from "../../revocation/replace-signing-keys.ts";
import { revokeBrowser } from "../../revocation/revoke-browser.ts";
import { restoreUser, suspendUser } from "../../revocation/suspend-user.ts";

// An earlier approval can count for later logins (protocol §4.5, docs/reference/rules.md): each is met again, and none needs a touch.

const STAND = '@id("again") @title("Again soon") @stand("10m") permit (principal, action, resource);';
const WHY = { by: SERVER_SHELL, note: "lost" } as const;
const demand = (annotation: string) => `@id("more") ${annotation} forbid (principal, action, resource);`;

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database });
  let machine: EnrolledMachine;
  beforeEach(async () => {
    await ruleBy(server, STAND);
    machine = await newcomer(server);
  });

  const HERE: Context = {
    hostname: "laptop",
    os: "Debian 13",
    account: "ada",
    command: "deploy prod",
    cwd: "~/shop",
    parent: "bash",
    tty: "/dev/pts/1",
    terminal_session: "SSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSA",
    remote: null,
  };

  /** Starts a login on that machine, up to the meeting. */
  async function met(form: LongForm = {}, context: Partial<Context> = {}, by = machine): Promise<MetLogin> {
    const session = await newSigner();
    const statement = await deviceStatementOf(server, by, session, { context: { ...HERE, ...context } });
    const login = await startedLogin(server, by, { ...form, device_statement: statement }, session);
    return { ...login, met: await meetLogin(server, by, login) };
  }
  const decide = async (login: MetLogin, by = machine) =>
    (await askForDecision(server, by, login)).as(decisionAnswerSchema);
  const stateOf = async (login: MetLogin, by = machine) => (await decide(login, by)).state;
  const approveBare = ({ id }: MetLogin, signed: string, by = machine) =>
    postJson(server, `/api/requests/${id}/approve`, { decision: signed, assertion: null }, { browser: by.browser });

  it("is met, shown and approved without a touch; the chain names the approval it depends on, and verifies", async () => {
    const first = await redeemedLogin(server, machine);
    const touched = server.now();
    server.pass(300);
    const login = await met();
    const answer = await decide(login);
    if (answer.state !== "stands") throw new Error(answer.state);
    expect(answer.rules).toMatchObject([{ id: "again", title: "Again soon" }]);
    const { claims } = await decision.read(answer.decision);
    expect(claims.rules).toMatchObject({ outcome: "stand", decided_by: ["again"] });
    expect(claims.rests_on).toMatchObject({
      request: first.id,
      credential_id: machine.authenticator.id,
      approved_at: touched,
      stands: 600,
    });
    expect((await approveBare(login, answer.decision)).outcome).toBe("200");
    const tokens = (await poll(server, login)).as(tokenAnswerSchema);
    const token = await accessToken.read(tokens.access_token);
    expect(token.claims.auth_time).toBe(touched);
    const evidence = await findEvidence(server.services.db, login.id);
    const party = await findParty(server.services.db, { boundSet: machine.boundSetId });
    if (evidence === undefined || party === undefined) throw new Error("there is nothing");
    await verifyChain(await readChain(evidence.chain), trustedFor(server.services, party));
    const approved = (await eventsOf(server, login.id)).find(({ kind }) => kind === "login_approved");
    expect(approved?.data).toMatchObject({ rests_on: first.id, credential_id: machine.authenticator.id });
    expect(await verdictsOf(server, login.id)).toMatchObject([
      { outcome: "allow", given: { history: { last_approval_seconds: 300 } } },
    ]);
  });

  it("is of its own time only: it grows no older by what depends on it", async () => {
    await redeemedLogin(server, machine);
    server.pass(590);
    const login = await met();
    const answer = await decide(login);
    expect(answer.state).toBe("stands");
    if (answer.state === "stands") expect((await approveBare(login, answer.decision)).outcome).toBe("200");
    server.pass(10);
    expect(await stateOf(await met())).toBe("stands");
    server.pass(1);
    expect(await stateOf(await met())).toBe("decided");
  });

  it("is found however many logins depend on it", async () => {
    await redeemedLogin(server, machine);
    for (let nth = 1; nth <= 22; nth += 1) {
      const login = await met();
      const answer = await decide(login);
      if (answer.state !== "stands") throw new Error(`the ${nth}th is ${answer.state}`);
      expect((await approveBare(login, answer.decision)).outcome).toBe("200");
      server.pass(1);
    }
  });

  it.each<[what: string, form: LongForm, context: Partial<Context>]>([
    ["another terminal", {}, { tty: "/dev/pts/2" }],
    ["no terminal", {}, { tty: null }],
    [
      "another session of the terminal of that name",
      {},
      { terminal_session: "TTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTA" },
    ],
    ["another account", {}, { account: "root" }],
    ["an SSH session", {}, { remote: "ssh" }],
    ["another program", { client_id: "deploy", resource: ["https://api.example.test"] }, {}],
    ["more scope", { scope: "read write" }, {}],
    ["another API", { resource: ["https://login.example.test"] }, {}],
    ["details", { authorization_details: JSON.stringify([{ type: "order" }]) }, {}],
    ["a fresher touch, by an API", { max_age: "60" }, {}],
  ])("is not enough for %s", async (_what, form, context) => {
    await redeemedLogin(server, machine);
    server.pass(61);
    expect(await stateOf(await met(form, context))).not.toBe("stands");
  });

  it("is not enough where the command line does not tell its terminal session, as old ones do not", async () => {
    const { terminal_session: _, ...untold } = HERE;
    const session = await newSigner();
    const metUnannounced = async () => {
      const statement = await deviceStatementOf(server, machine, session, { context: untold });
      const login = await startedLogin(server, machine, { device_statement: statement }, session);
      return { ...login, met: await meetLogin(server, machine, login) };
    };
    const first = await metUnannounced();
    const answer = await decide(first);
    if (answer.state !== "decided") throw new Error(answer.state);
    expect((await approve(server, machine, first, answer)).outcome).toBe("200");
    expect(await stateOf(await metUnannounced())).toBe("decided");
  });

  it("is enough for less scope", async () => {
    await redeemedLogin(server, machine, { scope: "read openid" });
    expect(await stateOf(await met({ scope: "openid" }))).toBe("stands");
    expect(await stateOf(await met({ scope: "" }))).toBe("stands");
  });

  it("is another machine's, or another person's, and stands for neither", async () => {
    await redeemedLogin(server, machine);
    const second = await enrolledMachine(server, machine.user.name);
    expect(await stateOf(await met({}, {}, second), second)).toBe("decided");
  });

  it.each([
    ["a justification", "@require_justification", "wanted"],
    ["a ticket", '@require_ticket("OPS")', "wanted"],
    ["a fresher touch", '@require_fresh_touch("60s")', "decided"],
  ])("is not enough where a rule asks for %s each time", async (_what, annotation, state) => {
    await redeemedLogin(server, machine);
    server.pass(61);
    await ruleBy(server, STAND, demand(annotation));
    expect(await stateOf(await met())).toBe(state);
  });

  it("is asked for by rules alone: without one that says so it stands for nothing", async () => {
    await redeemedLogin(server, machine);
    await ruleBy(server, '@id("anybody") permit (principal, action, resource);');
    expect(await stateOf(await met())).toBe("decided");
  });

  it("no longer counts once it was ended early, or its passkey was revoked", async () => {
    const first = await redeemedLogin(server, machine);
    const login = await met();
    const answer = await decide(login);
    if (answer.state !== "stands") throw new Error(answer.state);
    await postForm(server, "/oauth/revoke", { client_id: "nearside-cli", token: first.tokens.refresh_token });
    expect((await approveBare(login, answer.decision)).outcome).toBe("400 decision_stale");
    expect(await stateOf(login)).toBe("decided");
    await redeemedLogin(server, machine);
    const next = await met();
    const standing = await decide(next);
    if (standing.state !== "stands") throw new Error(standing.state);
    await server.services.db
      .updateTable("passkeys")
      .set({ state: "revoked" })
      .where("credential_id", "=", machine.authenticator.id)
      .execute();
    expect((await approveBare(next, standing.decision)).outcome).toBe("400 passkey_revoked");
  });

  it("no longer counts once its person ended it, before it got a token and after", async () => {
    const first = await approvedLogin(server, machine);
    const login = await met();
    const answer = await decide(login);
    if (answer.state !== "stands") throw new Error(answer.state);
    const other = await met();
    const another = await decide(other);
    if (another.state !== "stands") throw new Error(another.state);
    expect((await approveBare(login, answer.decision)).outcome).toBe("200");
    await deny(server, first, first.met.attestation, machine.extension, true);
    expect((await approveBare(other, another.decision)).outcome).toBe("400 decision_stale");
    expect((await poll(server, login)).outcome).toBe("400 invalid_grant/standing_mismatch");
  });

  it.each<[what: string, revoked: () => Promise<unknown>]>([
    [
      "its person suspended, and restored since",
      async () => {
        await suspendUser(server.services, machine.user.name, WHY);
        await restoreUser(server.services, machine.user.name, WHY.by);
      },
    ],
    [
      "the browser that met it revoked",
      async () => {
        const other = await furtherBrowser(server, machine);
        await revokeBrowser(server.services, machine.extension.thumbprint, WHY);
        machine = other;
      },
    ],
  ])("no longer counts with %s, though its tokens had expired by then", async (_what, revoked) => {
    await ruleBy(server, STAND, demand('@refresh_token_life("1m")'));
    await redeemedLogin(server, machine);
    server.pass(120);
    expect(await stateOf(await met())).toBe("stands");
    await revoked();
    expect(await stateOf(await met())).toBe("decided");
  });

  it("no longer counts once the key that signed its decision was given up, since somebody else may have had it", async () => {
    await redeemedLogin(server, machine);
    expect(await stateOf(await met())).toBe("stands");
    await replaceKeys(server.services);
    expect(await stateOf(await met())).toBe("decided");
  });

  it("is too old by the time the page asks for it: another decision asks for a touch", async () => {
    await redeemedLogin(server, machine);
    server.pass(590);
    const login = await met();
    const answer = await decide(login);
    if (answer.state !== "stands") throw new Error(answer.state);
    server.pass(11);
    expect((await approveBare(login, answer.decision)).outcome).toBe("400 decision_stale");
    expect(await stateOf(login)).toBe("decided");
  });

  it("takes rules that were published since: one that lets nothing stand, and one that says no", async () => {
    await redeemedLogin(server, machine);
    const login = await met();
    const answer = await decide(login);
    if (answer.state !== "stands") throw new Error(answer.state);
    await ruleBy(server, STAND, demand("@require_justification"));
    expect((await approveBare(login, answer.decision)).outcome).toBe("400 decision_stale");
    await ruleBy(server, STAND, '@id("no") forbid (principal, action, resource);');
    expect((await approveBare(login, answer.decision)).outcome).toBe("400 rule_denied");
    expect((await poll(server, login)).outcome).toBe("400 access_denied/rule_denied");
  });

  it("takes no touch where none is asked for, and is no way around one that is", async () => {
    await redeemedLogin(server, machine);
    const login = await met();
    const answer = await decide(login);
    if (answer.state !== "stands") throw new Error(answer.state);
    const request = { challenge: "AAAA", rpId: "login.example.test", origin: "https://login.example.test" };
    const body = { decision: answer.decision, assertion: machine.authenticator.get(request) };
    const path = `/api/requests/${login.id}/approve`;
    expect((await postJson(server, path, body, { browser: machine.browser })).outcome).toBe("400 assertion_invalid");
    await ruleBy(server, '@id("anybody") permit (principal, action, resource);');
    const plain = await decide(login);
    if (plain.state !== "decided") throw new Error(plain.state);
    expect((await approveBare(login, plain.decision)).outcome).toBe("400 assertion_invalid");
    expect((await approveBare(login, answer.decision)).outcome).toBe("400 decision_stale");
  });

  it("is approved once, however often the page asks", async () => {
    await redeemedLogin(server, machine);
    const login = await met();
    const answer = await decide(login);
    if (answer.state !== "stands") throw new Error(answer.state);
    const { decision: signed } = answer;
    const outcome = await Promise.all(Array.from({ length: 6 }, () => approveBare(login, signed)));
    expect(outcome.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await verdictsOf(server, login.id)).toHaveLength(1);
  });
});
