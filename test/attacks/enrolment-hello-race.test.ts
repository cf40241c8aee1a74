// M7: another account says hello first at enrolment, because a process list shows the page's address. Command line and
// extension show words computed from what each verified, the person compares them, and nothing is signed before.
import {
  type EnrolmentView,
  enrolmentLocalityAnswerSchema,
  enrolmentViewSchema,
} from "@nearside/shared/api/enrolments.ts";
import { helloAnswerSchema } from "@nearside/shared/api/loopback.ts";
import { sentenceOf } from "@nearside/shared/chain/refusal.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { enrolment } from "@nearside/shared/statements/enrolment.ts";
import { type EnrolmentRequest, enrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import { sixWords } from "@nearside/shared/words/six-words.ts";
import * as v from "valibot";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { makePasskey, openEnrolledStage, passkeyOf } from "../steps/enrolling.ts";
import { type Home, openHome } from "../steps/home.ts";
import { knock } from "../steps/knock.ts";
import { newStranger } from "../steps/people.ts";
import { approveTyped, enrolCommandLine, startLogin } from "../steps/real-command-line.ts";
import { helloBy } from "../steps/say-hello.ts";
import type { Stage } from "../steps/stage.ts";
import type { Process } from "../support/process.ts";
import { lastStoredEvent, rowsOf, storedEventsSince } from "../support/server-rows.ts";
import { newAccount } from "./support-account.ts";
import { attestTo, curlArguments, type OpenPage, openPageOfEnrolment } from "./support-listener.ts";
import { expectRefused } from "./support-refusals.ts";
import { expectUnmoved } from "./support-unmoved.ts";

/** The words that the terminal shows, numbered, in two rows of three. */
const TERMINAL_WORDS = /\n +1 (\S+) +2 (\S+) +3 (\S+)\n +4 (\S+) +5 (\S+) +6 (\S+)\n/;

let ada: Stage;
let mallory: Stage;
let home: Home;
let cli: Process;
let openPage: OpenPage;
let request: EnrolmentRequest;
beforeEach(async () => {
  const stage = await openEnrolledStage(onTestFinished);
  [ada, mallory] = await Promise.all([newStranger(stage, "ada"), newStranger(stage, "mallory")]);
  home = await openHome(onTestFinished);
  cli = await home.nearside(["enroll", stage.issuer, "--no-open"]);
  cli.type(`ada\n${await stage.server.ticket("ada")}\n`);
  const [, id = ""] = await cli.printed(/\/enroll\/(en_[\w-]{22})/);
  openPage = await openPageOfEnrolment(mallory, id);
  request = await enrolmentRequest.read(openPage.request);
});

/** She enrols with a fresh ticket and no attacker in between, and logs in. */
async function enrolsHonestly(): Promise<void> {
  await enrolCommandLine(ada, home.nearside, { name: "ada", ticket: await ada.server.ticket("ada") });
  const login = await startLogin(home.nearside);
  await approveTyped(ada, login);
  expect(await login.cli.ended()).toEqual({ code: 0, signal: null });
}

const view = async ({ parties }: Stage): Promise<EnrolmentView> =>
  (await ada.getProved(`/api/enrolments/${request.claims.jti}`, parties.extension)).as(enrolmentViewSchema);

/** That extension's meeting, sent on by its own page. */
async function meet(who: Stage) {
  const outcome = await helloBy(who.parties.extension, openPage);
  const { status, body } = await knock(openPage.loopback.port, outcome);
  expect(status).toBe(200);
  const { presence_proof: proof } = v.parse(helloAnswerSchema, JSON.parse(body));
  const met = await attestTo(who.parties.extension, outcome, proof, openPage);
  const answer = (await who.postJson(`/api/enrolments/${request.claims.jti}/locality`, met)).as(
    enrolmentLocalityAnswerSchema,
  );
  return { met, answer };
}

/** Proof of possession by that extension, the only one that it can give. */
async function proof({ parties }: Stage) {
  const proof = await enrolment.sign(parties.extension, {
    request: request.hash,
    user: request.claims.user.id,
    device_jkt: request.claims.device_jkt,
    extension_jkt: parties.extension.thumbprint,
    passkey: passkeyOf(parties),
  });
  return { proof };
}

describe("a stranger who says hello first", () => {
  it("is refused from another account, and the person is told", async () => {
    const account = await newAccount(onTestFinished);
    const outcome = await helloBy(mallory.parties.extension, openPage);
    await expectUnmoved(ada, async () => {
      const curl = await account.run("curl", curlArguments(openPage.loopback));
      curl.type(JSON.stringify(outcome));
      curl.endInput();
      await curl.ended();
      expect(curl.stdout()).toBe("\n403");
    });
    await cli.printed(new RegExp(sentenceOf("peer_other_account").replaceAll(".", "\\.")));

    // It was not first: the very same key is met from her own account.
    const { status } = await knock(openPage.loopback.port, outcome);
    expect(status).toBe(200);
    await cli.stop();
    await enrolsHonestly();
  });

  it("gets words that her own extension does not show, and no signature, where no account tells them apart", async () => {
    const at = `/api/enrolments/${request.claims.jti}`;
    const seq = lastStoredEvent(ada);
    const hers = await helloBy(ada.parties.extension, await openPageOfEnrolment(ada, request.claims.jti));
    const { met, answer } = await meet(mallory);
    await makePasskey(mallory, request, answer.options.challenge);
    // Her own extension comes second, is not answered, and so has nothing to compute words from.
    expect(await knock(openPage.loopback.port, hers)).toEqual({ status: 403, body: "" });

    const [, ...shown] = await cli.printed(TERMINAL_WORDS);
    expect(shown.join(" ")).toBe(
      (await sixWords(await sha256Base64url(met.attestation), passkeyOf(mallory.parties))).join(" "),
    );
    expect((await mallory.postJson(`${at}/proof`, await proof(mallory))).status).toBe(200);
    expect(await view(mallory)).toMatchObject({ state: "passkey", device_proof: null, receipt: null });

    cli.type("no\n");
    expect(await cli.ended()).toEqual({ code: 32, signal: null });
    expect(cli.stderr()).toContain(sentenceOf("words_differ"));
    expect(storedEventsSince(ada, seq)).toMatchObject([
      { kind: "enrolment_met", subject: request.claims.jti },
      { kind: "enrolment_passkey_made" },
      { kind: "enrolment_refused", subject: request.claims.jti, data: { reason: "words_differ", by: "device" } },
    ]);
    expect(rowsOf(ada, "SELECT 1 FROM bound_sets WHERE user_id = ?", request.claims.user.id)).toEqual([]);
    expect(rowsOf(ada, "SELECT 1 FROM tickets WHERE user_id = ? AND consumed > 0", request.claims.user.id)).toEqual([]);
    await expectRefused(ada, async () => mallory.postJson(`${at}/proof`, await proof(mallory)), {
      outcome: "400 enrolment_settled",
      event: {
        kind: "enrolment_step_refused",
        subject: request.claims.jti,
        data: { step: "proof", code: "enrolment_settled" },
      },
    });
    await enrolsHonestly();
  });

  it("is refused once her extension was met, and does not disturb", async () => {
    const { answer } = await meet({ ...ada, postJson: mallory.postJson });
    const late = async () => knock(openPage.loopback.port, await helloBy(mallory.parties.extension, openPage));
    await expectUnmoved(ada, async () => expect(await late()).toEqual({ status: 403, body: "" }));

    const browser = { ...ada, postJson: mallory.postJson };
    await makePasskey(browser, request, answer.options.challenge);
    await browser.postJson(`/api/enrolments/${request.claims.jti}/proof`, await proof(ada));
    const [, ...shown] = await cli.printed(TERMINAL_WORDS);
    cli.type("yes\n");
    await cli.printed(/Read these six words/);
    await ada.server.admit(shown.join(" "));
    expect(await cli.ended()).toEqual({ code: 0, signal: null });
  });
});
