// R19: a colleague or a stranger kills an honest login by reports, denials, handshakes or floods. Reports move nothing, a denial
// needs the extension that met, a withdrawal the login's own session key, and what was spoilt is tried again with a fresh nonce: the
// victim's command line, the real one, gets its token however much is thrown at it.
import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import { browserTroubleSchema } from "@nearside/shared/api/browser-trouble.ts";
import { approveAnswerSchema, localityAnswerSchema } from "@nearside/shared/api/login-requests.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { denial } from "@nearside/shared/statements/denial.ts";
import { nonce as nonceStatement } from "@nearside/shared/statements/nonce.ts";
import { peerRefusal } from "@nearside/shared/statements/peer-refusal.ts";
import { report } from "@nearside/shared/statements/report.ts";
import { withdrawal } from "@nearside/shared/statements/withdrawal.ts";
import { beforeAll, beforeEach, expect, it } from "vitest";
import type { Answer } from "../kit/answer.ts";
import { meet } from "../kit/meeting.ts";
import { knock } from "../steps/knock.ts";
import { approve, decisionOn } from "../steps/logging-in.ts";
import { newColleague, newStranger } from "../steps/people.ts";
import {
  enrolCommandLine,
  meetOverLoopback,
  type Nearside,
  newHome,
  startLogin,
  type TypedLogin,
} from "../steps/real-command-line.ts";
import { helloBy } from "../steps/say-hello.ts";
import { newId, now, openClient, openStage, type Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { lastStoredEvent, rowsOf, storedEventsSince, storedRows } from "../support/server-rows.ts";
import { until } from "../support/until.ts";
import { type OpenPage, openPageOfLogin } from "./support-listener.ts";
import { expectRefused, stepRefused } from "./support-refusals.ts";
import { expectUnmoved } from "./support-unmoved.ts";

const atEnd = afterTests();
let victim: Stage;
let nearside: Nearside;
/** Is enrolled here, with a machine and a browser of his own. */
let colleague: Stage;
let stranger: Stage;
beforeAll(async () => {
  victim = await openStage(atEnd);
  nearside = await newHome(atEnd);
  await enrolCommandLine(victim, nearside);
  colleague = await newColleague(victim, "mallory");
  stranger = await newStranger(victim);
});

let login: TypedLogin;
let openPage: OpenPage;
beforeEach(async () => {
  login = await startLogin(nearside);
  openPage = await openPageOfLogin(victim, login);
});

const at = (step: string): string => `/api/requests/${login.id}/${step}`;
const refusedAs = (step: string, code: string) => ({
  outcome: `400 ${code}`,
  event: stepRefused(login.id, step, code),
});

/** The victim's own meeting, with a nonce of its own. */
async function meets(): Promise<string> {
  const fresh = await openPageOfLogin(victim, login);
  const meeting = await meetOverLoopback(victim, fresh, fresh.loopback);
  (await victim.postJson(at("locality"), meeting)).as(localityAnswerSchema);
  return sha256Base64url(meeting.attestation);
}

/** Goes on from the recorded meeting to the token. */
async function endsWell(): Promise<void> {
  (await approve(victim, login, await decisionOn(victim, login))).as(approveAnswerSchema);
  expect(await login.cli.ended(), login.cli.stderr()).toEqual({ code: 0, signal: null });
}

it("continues after reports, no matter who signs them and how often", async () => {
  const requestHash = await sha256Base64url(openPage.request);
  const reportBy = async (by: Signer, request = requestHash): Promise<Answer> => {
    const seen = await nonceStatement.read((await openPageOfLogin(stranger, login)).nonce);
    const claims = { request, reason: "started_elsewhere", nonce: seen.claims.nonce, iat: now() } as const;
    return stranger.postJson(at("report"), { nonce: seen.jws, report: await report.sign(by, claims) });
  };
  const before = rowsOf(victim, "SELECT state, data, version FROM logins WHERE id = ?", login.id);
  const seq = lastStoredEvent(victim);
  const { extension } = colleague.parties;
  for (let times = 0; times < 3; times++) expect((await reportBy(extension)).outcome).toBe("204");
  for (const [by, request, code] of [
    [extension, await sha256Base64url("another"), "request_mismatch"],
    [victim.parties.extension, requestHash, "request_mismatch"],
    [stranger.parties.extension, requestHash, "not_enrolled"],
  ] as const)
    expect((await reportBy(by, request)).outcome).toBe(`400 ${code}`);
  expect(storedEventsSince(victim, seq)).toMatchObject([
    { kind: "login_reported", subject: login.id, data: { extension_jkt: extension.thumbprint } },
    stepRefused(login.id, "report", "request_mismatch"),
    stepRefused(login.id, "report", "request_mismatch"),
    stepRefused(login.id, "report", "not_enrolled"),
  ]);
  expect(rowsOf(victim, "SELECT state, data, version FROM logins WHERE id = ?", login.id)).toEqual(before);
  await meets();
  await endsWell();
});

it("is denied by nobody before a meeting, and then by the extension that met it alone", async () => {
  const deny = async (who: Stage, attestation: string) => {
    const outcome = await denial.sign(who.parties.extension, { attestation });
    return () => who.postJson(at("deny"), { denial: outcome, alert: true });
  };
  for (const who of [victim, colleague, stranger])
    await expectRefused(victim, await deny(who, await sha256Base64url("x")), refusedAs("deny", "request_settled"));
  const attestation = await meets();
  for (const who of [colleague, stranger])
    await expectRefused(victim, await deny(who, attestation), refusedAs("deny", "extension_mismatch"));
  // A denial of a meeting whose place another one took.
  await meets();
  await expectRefused(victim, await deny(victim, attestation), refusedAs("deny", "presence_mismatch"));
  await endsWell();

  // That denial by its right party, of the recorded meeting, ends the login.
  login = await startLogin(nearside);
  expect((await (await deny(victim, await meets()))()).status).toBe(200);
  expect(await login.cli.ended()).toMatchObject({ code: 20 });
});

it("refuses another login's handshake in its place, before or after its own", async () => {
  const forge = async (who: Stage) => {
    const theirs = await openPageOfLogin(who, login);
    const meeting = await meet(who, { ...theirs, extension: who.parties.extension, session: who.parties.session });
    return () => who.postJson(at("locality"), meeting);
  };
  for (const who of [colleague, stranger])
    await expectRefused(victim, await forge(who), refusedAs("locality", "extension_not_listed"));
  await meets();
  for (const who of [colleague, stranger]) {
    await expectRefused(victim, await forge(who), refusedAs("locality", "extension_not_listed"));
    await expectRefused(victim, () => who.postJson(at("decision"), {}), refusedAs("decision", "other_session"));
  }
  await endsWell();
});

it("a stranger's troubles are shown as hearsay, once each, and the command line waits on", async () => {
  const seq = lastStoredEvent(victim);
  const before = rowsOf(victim, "SELECT state, data, version FROM logins WHERE id = ?", login.id);
  const codes = browserTroubleSchema.options;
  const nobody = openClient(victim.issuer);
  await expectRefused(victim, () => nobody.postJson(at("trouble"), { code: codes[0] }), {
    outcome: "400 other_session",
    event: null,
  });
  await openPageOfLogin(stranger, login);
  for (const code of [...codes, ...codes])
    expect((await stranger.postJson(at("trouble"), { code })).outcome).toBe("200");
  await login.cli.printed(new RegExp(`(?:A browser that opened this page says[^]*){${codes.length}}`));
  expect(login.cli.stderr().match(/A browser that opened this page says/g)).toHaveLength(codes.length);
  expect(storedEventsSince(victim, seq)).toEqual([]);
  expect(rowsOf(victim, "SELECT state, data, version FROM logins WHERE id = ?", login.id)).toEqual(before);
  await meets();
  await endsWell();
});

it("is withdrawn by nobody in its name, and nobody's polls make it count as gone", async () => {
  const own = await sha256Base64url(openPage.request);
  const withdraw = async (by: Signer, request = own) => {
    const outcome = await withdrawal.sign(by, { request, reason: "ended" });
    return () => stranger.postJson(at("withdrawal"), { withdrawal: outcome });
  };
  for (const { parties } of [colleague, stranger, victim])
    for (const by of [parties.session, parties.device, parties.extension])
      await expectRefused(victim, await withdraw(by), refusedAs("withdraw", "key_mismatch"));
  // A withdrawal by another login's command line has no effect here, no matter who passes it on.
  const other = await startLogin(nearside);
  const theirs = await openPageOfLogin(victim, other);
  const spliced = await withdraw(stranger.parties.session, await sha256Base64url(theirs.request));
  await expectRefused(victim, spliced, refusedAs("withdraw", "key_mismatch"));
  other.cli.signal("SIGINT");
  expect((await other.cli.ended()).code).toBe(130);
  await expectRefused(victim, () => victim.postJson(`/api/requests/${other.id}/decision`, {}), {
    outcome: "400 request_withdrawn",
    event: stepRefused(other.id, "decision", "request_withdrawn"),
  });
  await meets();
  await endsWell();
});

it("waits for a command line that was away, which comes back and gets its token", async () => {
  await meets();
  const decision = await decisionOn(victim, login);
  login.cli.signal("SIGSTOP");
  const asks = () => victim.postJson(at("decision"), {});
  const MISSED_MS = 60_000;
  await until(
    async () => ((await asks()).outcome === "400 command_line_gone" ? true : undefined),
    MISSED_MS,
    () => "the command line was never missed",
  );
  await expectRefused(victim, () => approve(victim, login, decision), refusedAs("approve", "command_line_gone"));
  login.cli.signal("SIGCONT");
  await until(
    async () => ((await asks()).outcome === "200" ? true : undefined),
    MISSED_MS,
    () => "the command line never came back",
  );
  await endsWell();
});

it("refuses reports in its name that somebody knocked", async () => {
  const claims = {
    request: await sha256Base64url(openPage.request),
    code: "peer_forwarded",
    jti: newId(),
    iat: now(),
  } as const;
  for (const who of [colleague, stranger]) {
    const outcome = await peerRefusal.sign(who.parties.session, claims);
    await expectRefused(
      victim,
      () => who.postJson(at("peer"), { peer_refusal: outcome }),
      refusedAs("peer", "key_mismatch"),
    );
  }
  await meets();
  await endsWell();
});

it("survives a flood of connections and hellos, bad ones and of others", async () => {
  const { port } = openPage.loopback;
  const silent = Array.from({ length: 32 }, () => connect({ host: "127.0.0.1", port }).on("error", () => {}));
  await expectUnmoved(victim, async () => {
    const theirs = await helloBy(colleague.parties.extension, openPage);
    const hers = await helloBy(victim.parties.extension, openPage);
    const bodies = [
      theirs,
      { ...hers, hello: theirs.hello },
      { ...hers, request: theirs.hello },
      {},
      { hello: "x" },
      [],
    ];
    for (let round = 0; round < 12; round++)
      for (const answer of await Promise.allSettled(bodies.map((body) => knock(port, body))))
        expect(answer.status === "rejected" ? 403 : answer.value.status).toBe(403);
  });
  await meets();
  await endsWell();
  for (const socket of silent) socket.destroy();
});

it("keeps the turn of its own browser in a flood of pages that open it", async () => {
  const before = storedRows(victim)["logins"];
  for (let times = 0; times < 100; times++) await openPageOfLogin(openClient(victim.issuer), login);
  const { nonce } = await openPageOfLogin(stranger, login);
  for (let times = 0; times < 50; times++)
    await stranger.postJson(at("locality"), {
      nonce,
      hello: randomBytes(32).toString("base64url"),
      presence_proof: "x".repeat(16),
      attestation: "x".repeat(16),
    });
  expect(storedRows(victim)["logins"]).toEqual(before);
  await meets();
  await endsWell();
});
