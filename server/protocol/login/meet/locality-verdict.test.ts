import type { MeetingLink, Trusted } from "@nearside/shared/chain/chain.ts";
import { deviceStatement } from "@nearside/shared/statements/device.ts";
import { hello } from "@nearside/shared/statements/hello.ts";
import { attestation } from "@nearside/shared/statements/locality.ts";
import { nonce } from "@nearside/shared/statements/nonce.ts";
import { presenceProof } from "@nearside/shared/statements/presence.ts";
import { request } from "@nearside/shared/statements/request.ts";
import { beforeAll, expect, it } from "vitest";
import { startedLogin } from "../../../../test/kit/login-steps.ts";
import { meet } from "../../../../test/kit/meeting.ts";
import { makeNonce } from "../../../register/logins/meeting-nonce.ts";
import { trustedFor } from "../../../register/logins/trusted-for.ts";
import { enrolledMachine } from "../../../testing/enrol.ts";
import { serverForAll } from "../../../testing/server-for-tests.ts";
import { currentWithParty } from "../current-login.ts";
import { judgeLocality } from "./locality-verdict.ts";
import type { PresentState } from "./state-checks.ts";

// These tests call the verdict itself. Requests can hardly reach these cases, because an earlier check refuses them.

const SESSION = "session";
const server = serverForAll();
let chain: MeetingLink;
let trusted: Trusted;
let standing: PresentState;
beforeAll(async () => {
  const { services } = server;
  const machine = await enrolledMachine(server, "alice");
  const started = await startedLogin(server, machine);
  const { login, party } = await currentWithParty(services, started.id);
  const { hash } = await request.read(login.request);
  const text = await makeNonce(services, login, hash, SESSION);
  const who = {
    request: started.authorization.request,
    nonce: text,
    extension: machine.extension,
    session: started.session,
  };
  const met = await meet(server, who);
  chain = {
    device: await deviceStatement.read(login.deviceStatement),
    request: await request.read(login.request),
    facts: login.facts,
    nonce: await nonce.read(text),
    hello: await hello.read(met.hello),
    presence: await presenceProof.read(met.presence_proof),
    relay: null,
    attestation: await attestation.read(met.attestation),
  };
  trusted = trustedFor(services, party);
  standing = { login, party, secrets: services.secrets, browserSession: SESSION, now: services.clock() };
});

it("is good for the honest meeting", async () => {
  await judgeLocality(chain, trusted, standing);
});

type Row = [what: string, refusal: string, change: () => [Trusted, PresentState]];
const rows: Row[] = [
  [
    "an expired request, though nobody moved it yet",
    "request_expired: request.exp",
    () => [trusted, { ...standing, now: standing.login.expiresAt }],
  ],
  ["a nonce by a key that is not the server's", "key_mismatch: kid", () => [{ ...trusted, serverKeys: [] }, standing]],
  [
    "a nonce that was given for another login",
    "nonce_mismatch: session",
    () => [trusted, { ...standing, login: { ...standing.login, id: "another" } }],
  ],
  [
    "a nonce that was used",
    "nonce_used: nonce",
    () => [trusted, { ...standing, login: { ...standing.login, version: standing.login.version + 1 } }],
  ],
  [
    "an extension that the bound set does not hold",
    "not_one_bound_set: extension",
    () => [{ ...trusted, bound: { ...trusted.bound, extensions: [] } }, standing],
  ],
];
it.each(rows)("refuses %s: %s", async (_what, refusal, change) => {
  const [changedKnown, changedStanding] = change();
  await expect(judgeLocality(chain, changedKnown, changedStanding)).rejects.toThrow(refusal);
});
