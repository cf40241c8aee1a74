// R25: an authenticator that the organisation does not take, or one that lies about its model, is enrolled all the same. Its model
// is proven by its maker's certificate, by metadata that its signer vouches for, or it is a claim (protocol §3.4). The thief has the
// ticket and makes any passkey; the last one is honest, and is taken with the same ticket.
//
// No administrator publishes a policy here: SQL in the running server's database takes the place of the console.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ANY_AUTHENTICATOR, type AuthenticatorPolicy } from "@nearside/shared/api/console/authenticator-policy.ts";
import { beforeAll, expect, it } from "vitest";
import type { Attester } from "../kit/authenticator.ts";
import { Authority, inDays, payloadOf } from "../kit/metadata-authority.ts";
import { askToEnrol, meetToEnrol } from "../steps/enrolling.ts";
import { openStage, RP_ID, type Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { rowsOf } from "../support/server-rows.ts";
import { until } from "../support/until.ts";
import { runSql } from "./support-administrator.ts";
import { enrolmentStepRefused, expectRefused } from "./support-refusals.ts";

const MODEL = "00112233-4455-6677-8899-aabbccddeeff";
const BROKEN = "eeeeeeee-4455-6677-8899-aabbccddeeff";
const TAKEN_WITHIN_MS = 30_000;

const atEnd = afterTests();
let stage: Stage;
let maker: Authority;
let blobFile: string;
let authority: Authority;
let at: string;
let id: string;
let challenge: string;
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "nearside-maker-"));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  [authority, maker] = [await Authority.root("Metadata Root"), await Authority.root("Maker Root")];
  blobFile = join(folder, "blob.jwt");
  await writeFile(join(folder, "roots.pem"), authority.pem);
  const listed = (aaguid: string, status: string) => ({ aaguid, roots: [maker], reports: [{ status }] });
  const models = [listed(MODEL, "FIDO_CERTIFIED"), listed(BROKEN, "REVOKED")];
  await writeFile(blobFile, await authority.blob(payloadOf(2, inDays(Date.now(), 30), models)));
  stage = await openStage(atEnd, { NEARSIDE_METADATA: blobFile, NEARSIDE_METADATA_ROOTS: join(folder, "roots.pem") });
  await until(
    async () => (rowsOf(stage, "SELECT no FROM metadata_blobs").length > 0 ? true : undefined),
    TAKEN_WITHIN_MS,
    () => "the metadata was not taken",
  );
  const request = await askToEnrol(stage, "admin", stage.server.bootstrapTicket ?? "");
  const { answer } = await meetToEnrol(stage, request);
  id = request.claims.jti;
  at = `/api/enrolments/${id}/passkey`;
  challenge = answer.options.challenge;
});

const send = (aaguid: string, attester?: Attester) => {
  const request = { challenge, rpId: RP_ID, origin: stage.issuer };
  const response = stage.parties.passkey.create(request, { model: { aaguid, attester } });
  return stage.postJson(at, { passkey: "create", response });
};

const refused = (attack: () => ReturnType<typeof send>, code: string) =>
  expectRefused(stage, attack, { outcome: `400 ${code}`, event: enrolmentStepRefused(id, "passkey", code) });

let version = 0;
function publish(policy: Partial<AuthenticatorPolicy>): void {
  version += 1;
  runSql(
    stage,
    `INSERT INTO authenticator_policies (version, policy, actor, created_at, ends_unfit) VALUES (${version}, ?, ?, 0, 0)`,
    JSON.stringify({ ...ANY_AUTHENTICATOR, ...policy }),
    JSON.stringify({ kind: "server_shell" }),
  );
}

it("refuses a certificate of his own making for a model that others vouch for", async () => {
  const counterfeiter = await Authority.root("Maker Root");
  const forged = await counterfeiter.attester(MODEL);
  await refused(() => send(MODEL, forged), "attestation_untrusted");
});

it("refuses a model that was reported to be broken, attested or only claimed", async () => {
  const genuine = await maker.attester(BROKEN);
  await refused(() => send(BROKEN, genuine), "authenticator_compromised");
  await refused(() => send(BROKEN), "authenticator_compromised");
});

it("refuses a missing attestation where the organisation asks for one, though he names a model that it takes", async () => {
  publish({ attested_only: true, allow: [MODEL] });
  await refused(() => send(MODEL), "authenticator_not_attested");
});

it("refuses a genuine one that the organisation does not take", async () => {
  publish({ attested_only: true, deny: [MODEL] });
  const genuine = await maker.attester(MODEL);
  await refused(() => send(MODEL, genuine), "authenticator_not_allowed");
});

it("enrols one that it takes by the same ticket", async () => {
  publish({ attested_only: true, allow: [MODEL], minimum_certification: "L1" });
  expect((await send(MODEL, await maker.attester(MODEL))).status).toBe(200);
});
