// I5: theft of a console session, and of what makes or opens one: a copied cookie, a proof that was overheard, a touch or a nonce for
// something else, the victim's own words relayed from a look-alike.
import { signInNonceAnswerSchema, signInOptionsAnswerSchema } from "@nearside/shared/api/console/session.ts";
import { consoleSignIn } from "@nearside/shared/statements/console-sign-in.ts";
import { sixWords } from "@nearside/shared/words/six-words.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { FLAGS } from "../kit/authenticator.ts";
import { askToSignIn, ConsolePage, openConsole, SIGN_IN } from "../kit/console.ts";
import type { Machine } from "../kit/machine.ts";
import { Browser } from "../kit/send.ts";
import { type EnrolledStage, enrol, openEnrolledStage, passkeyOf } from "../steps/enrolling.ts";
import { newColleague, newStranger } from "../steps/people.ts";
import { machineOf, now, RP_ID, type Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";
import { rowsOf } from "../support/server-rows.ts";
import { expectRefused } from "./support-refusals.ts";

const LOOKALIKE = "https://login.nearslde.test";
const SESSION = "/api/console/session";
const PEOPLE = "/api/console/people";

const atEnd = afterTests();
let victim: EnrolledStage;
let page: ConsolePage<Machine>;
/** Enrolled here too, with a session of his own. */
let mallory: EnrolledStage;
let his: ConsolePage<Machine>;
beforeAll(async () => {
  victim = await openEnrolledStage(atEnd);
  mallory = await newColleague(victim, "mallory");
  page = await openConsole(victim, machineOf(victim));
  his = await openConsole(mallory, machineOf(mallory));
});

const refused = (code: string, path: string, permission: string, refusal: string | null = null) => ({
  kind: "console_refused",
  subject: victim.user.id,
  data: { code, path, permission, refusal },
});
const signInRefused = (code: string, whose = victim) => ({
  kind: "console_sign_in_refused",
  subject: whose.user.id,
  data: { code },
});

/** Her cookie in his browser, beside a key of his own. */
const thiefWith = ({ browser }: ConsolePage<Machine>): ConsolePage<Machine> =>
  new ConsolePage(mallory, machineOf(mallory), new Browser(browser.cookie), mallory.parties.session);

describe("a copied cookie", () => {
  const noKey = { outcome: "401 not_signed_in", event: () => refused("not_signed_in", SESSION, "account") };
  const attacks: Readonly<Record<string, () => Promise<string>>> = {
    "no proof": async () => "",
    "a proof by the thief's key": () => page.proofFor("GET", SESSION, { by: mallory.parties.session }),
    "a proof by the key of his own session": () => his.proofFor("GET", SESSION),
    "a proof of another path": () => page.proofFor("GET", PEOPLE),
    "a proof of another method": () => page.proofFor("POST", SESSION),
    "a proof of another server": () => page.proofFor("GET", `@evil.example${SESSION}`),
    "a proof from before": () => page.proofFor("GET", SESSION, { iat: now() - 125 }),
    "a proof from tomorrow": () => page.proofFor("GET", SESSION, { iat: now() + 86_400 }),
  };
  it.each(Object.entries(attacks))("opens nothing with %s, and its person's log says so", async (_what, proofOf) => {
    const proof = await proofOf();
    const thief = thiefWith(page);
    await expectRefused(victim, () => thief.get(SESSION, { proof }), { outcome: noKey.outcome, event: noKey.event() });
    expect((await page.get(SESSION)).outcome).toBe("200");
  });

  it("makes no change, and ends no session of hers", async () => {
    const thief = thiefWith(page);
    const suspend = `${PEOPLE}/${mallory.user.id}/suspend`;
    await expectRefused(victim, () => thief.post(suspend, { change: { note: "" }, touch: {} }), {
      outcome: "401 not_signed_in",
      event: refused("not_signed_in", `${PEOPLE}/:id/suspend`, "people.manage"),
    });
    await expectRefused(victim, () => thief.post("/api/console/sign-out", {}), {
      outcome: "401 not_signed_in",
      event: refused("not_signed_in", "/api/console/sign-out", "account"),
    });
  });

  it("is refused from a page of another origin, though the browser proves for it", async () => {
    for (const headers of [
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
      { origin: LOOKALIKE },
      { origin: "null" },
    ])
      await expectRefused(victim, () => page.get(SESSION, { headers }), {
        outcome: "403 foreign_request",
        event: refused("foreign_request", SESSION, "account"),
      });
  });
});

describe("a touch", () => {
  const CREATE = { name: "carol", display_name: "Carol", email: null, role: "user", groups: [], ticket_seconds: null };
  const suspend = () => `${PEOPLE}/${mallory.user.id}/suspend`;
  const NOTE = { note: "" };
  /** The body is made before; sending it is what is refused. */
  const stays = async (path: string, body: unknown, refusal: string | null, route = `${PEOPLE}/:id/suspend`) => {
    await expectRefused(victim, () => page.post(path, body), {
      outcome: `400 touch_invalid${refusal === null ? "" : `/${refusal}`}`,
      event: refused("touch_invalid", route, "people.manage", refusal),
    });
  };

  it("for one change makes no other change", async () => {
    await stays(suspend(), await page.touched(suspend(), NOTE, { signed: { note: "other" } }), "assertion_invalid");
    await stays(
      suspend(),
      await page.touched(suspend(), NOTE, { signedPath: `${PEOPLE}/${victim.user.id}/suspend` }),
      "assertion_invalid",
    );
    await stays(
      PEOPLE,
      await page.touched(PEOPLE, { ...CREATE, role: "owner" }, { signed: CREATE }),
      "assertion_invalid",
      PEOPLE,
    );
    // the nonce beside it is another than the one that was signed
    const body = await page.touched(suspend(), NOTE);
    await stays(suspend(), { ...body, touch: { ...body.touch, nonce: await page.nonce() } }, "assertion_invalid");
  });

  it("with a nonce of another session, of another person or of hers, or of a sign-in, is refused", async () => {
    const hers = await openConsole(victim, machineOf(victim));
    for (const nonce of [await his.nonce(), await hers.nonce(), await signInNonce()])
      await stays(suspend(), await page.touched(suspend(), NOTE, { nonce }), null);
  });

  it("is valid once", async () => {
    const body = await page.touched(PEOPLE, CREATE);
    expect((await page.post(PEOPLE, body)).outcome).toBe("200");
    await stays(PEOPLE, body, null, PEOPLE);
  });

  it("is refused unless the passkey is of this very machine, in which nobody else's copy is", async () => {
    const other = await secondMachine();
    const { parties } = victim;
    for (const passkey of [
      other.parties.passkey,
      mallory.parties.passkey,
      parties.syncedPasskey,
      parties.strangerPasskey,
    ])
      await stays(suspend(), await page.touched(suspend(), NOTE, { touchedBy: passkey }), "passkey_not_bound");
    // her passkey's name, and a signature of his
    const signedBy = mallory.parties.passkey;
    await stays(suspend(), await page.touched(suspend(), NOTE, { assertion: { signedBy } }), "assertion_invalid");
    const { UP, UV, BE, BS } = FLAGS;
    const copied = UP | UV | BE | BS;
    await stays(
      suspend(),
      await page.touched(suspend(), NOTE, { assertion: { flags: copied } }),
      "backup_state_changed",
    );
    await stays(suspend(), await page.touched(suspend(), NOTE, { assertion: { flags: UP } }), "user_not_verified");
  });

  it("of a look-alike's page is refused", async () => {
    const clientData = { origin: LOOKALIKE };
    await stays(suspend(), await page.touched(suspend(), NOTE, { assertion: { clientData } }), "assertion_invalid");
    const framed = { crossOrigin: true, topOrigin: LOOKALIKE };
    await stays(
      suspend(),
      await page.touched(suspend(), NOTE, { assertion: { clientData: framed } }),
      "assertion_invalid",
    );
    expect(rowsOf(victim, "SELECT state FROM users WHERE id = ?", mallory.user.id)).toEqual([{ state: "active" }]);
  });
});

describe("a sign-in", () => {
  it("relayed from a look-alike opens nothing: the extension signs for the asking origin, and so does the browser", async () => {
    const key = mallory.parties.session;
    const nonce = await signInNonce();
    // what an extension would say there, if any page could make it
    const there = await consoleSignIn.sign(victim.parties.extension, { aud: LOOKALIKE, nonce });
    await expectRefused(
      victim,
      () => mallory.postJson(`${SIGN_IN}/options`, { sign_in: there, session_jkt: key.thumbprint }),
      {
        outcome: "400 wrong_audience",
        event: null,
      },
    );
    const { sign_in, options } = await askToSignIn(victim, machineOf(victim), { key });
    const { challenge } = options.as(signInOptionsAnswerSchema).options;
    const assertionRequest = { challenge, rpId: RP_ID, origin: LOOKALIKE };
    const body = { sign_in, session_key: key.jwk };
    for (const assertion of [
      victim.parties.passkey.get(assertionRequest),
      victim.parties.passkey.get({ ...assertionRequest, rpId: "login.nearslde.test", origin: victim.issuer }),
    ])
      await expectRefused(victim, () => mallory.postJson(SIGN_IN, { ...body, assertion }), {
        outcome: "400 assertion_invalid",
        event: signInRefused("assertion_invalid"),
      });
  });

  it("is the session of the page whose key she touched for, and nobody else's", async () => {
    const { sign_in, options } = await askToSignIn(victim, machineOf(victim), { key: victim.parties.session });
    const { challenge } = options.as(signInOptionsAnswerSchema).options;
    const assertion = victim.parties.passkey.get({ challenge, rpId: RP_ID, origin: victim.issuer });
    const thief = { sign_in, session_key: mallory.parties.session.jwk, assertion };
    await expectRefused(victim, () => mallory.postJson(SIGN_IN, thief), {
      outcome: "400 assertion_invalid",
      event: signInRefused("assertion_invalid"),
    });
    const hers = { ...thief, session_key: victim.parties.session.jwk };
    expect((await victim.postJson(SIGN_IN, hers)).outcome).toBe("200");
    await expectRefused(victim, () => mallory.postJson(SIGN_IN, hers), {
      outcome: "400 nonce_used",
      event: signInRefused("nonce_used"),
    });
  });

  it("is refused with extension and passkey of two machines", async () => {
    const other = await secondMachine();
    const crossed: readonly (readonly [Stage, Stage])[] = [
      [victim, mallory],
      [mallory, victim],
      [victim, other],
      [other, victim],
    ];
    for (const [outcome, touched] of crossed) {
      const key = mallory.parties.session;
      const { sign_in, options } = await askToSignIn(outcome, machineOf(outcome), { key });
      const { challenge } = options.as(signInOptionsAnswerSchema).options;
      const assertion = touched.parties.passkey.get({ challenge, rpId: RP_ID, origin: outcome.issuer });
      const body = { sign_in, session_key: key.jwk, assertion };
      const whose = outcome === mallory ? mallory : victim;
      await expectRefused(victim, () => mallory.postJson(SIGN_IN, body), {
        outcome: "400 passkey_not_bound",
        event: signInRefused("passkey_not_bound", whose),
      });
    }
  });

  it("is refused by an extension that nobody enrolled", async () => {
    const nonce = await signInNonce();
    const sign_in = await consoleSignIn.sign(victim.parties.otherExtension, { aud: victim.issuer, nonce });
    const body = { sign_in, session_jkt: mallory.parties.session.thumbprint };
    await expectRefused(victim, () => mallory.postJson(`${SIGN_IN}/options`, body), {
      outcome: "400 not_enrolled",
      event: null,
    });
  });
});

async function signInNonce(): Promise<string> {
  const { nonce } = (await mallory.postJson(`${SIGN_IN}/nonce`, {})).as(signInNonceAnswerSchema);
  return nonce;
}

let another: Promise<Stage> | undefined;
/** Hers too, enrolled as honestly, in another place. */
function secondMachine(): Promise<Stage> {
  another ??= (async () => {
    const stage = await newStranger(victim, "her other machine");
    const { met } = await enrol(stage, "admin", await victim.server.ticket("admin"));
    await victim.server.admit((await sixWords(met.attestation, passkeyOf(stage.parties))).join(" "));
    return stage;
  })();
  return another;
}
