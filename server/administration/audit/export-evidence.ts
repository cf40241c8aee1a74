import { type Evidence, evidenceSchema } from "@nearside/shared/evidence/evidence.ts";
import { thumbprintOf } from "@nearside/shared/signing/keys.ts";
import { readAnyRequest } from "@nearside/shared/statements/elsewhere.ts";
import { enrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import { hello } from "@nearside/shared/statements/hello.ts";
import { keyChallenge } from "@nearside/shared/statements/key-challenge.ts";
import { nonce } from "@nearside/shared/statements/nonce.ts";
import { addPasskeyChangeSchema, passkeyAdditionRequest } from "@nearside/shared/statements/passkey-addition.ts";
import { receipt } from "@nearside/shared/statements/receipt.ts";
import * as v from "valibot";
import { type Actor, byOf } from "../../platform/audit/actor.ts";
import { append } from "../../platform/audit/event-log.ts";
import { evidenceExported } from "../../platform/audit/events/logins.ts";
import { findKeysByKid } from "../../platform/keys/signing-key-store.ts";
import { publishedKey } from "../../platform/keys/signing-keys.ts";
import type { Db, Trx, WithDb } from "../../platform/store/database.ts";
import { secondsNow, type WithClock } from "../../platform/surroundings.ts";
import type { EnrolmentIn } from "../../register/enrolments/enrolment.ts";
import { findActiveEnrolments } from "../../register/enrolments/enrolment-store.ts";
import { findEvidence, type StoredEvidence } from "../../register/logins/evidence-store.ts";
import { type Login, recordedOf } from "../../register/logins/login.ts";
import { findLogin } from "../../register/logins/login-store.ts";
import { findAdditions, leadingTo, type StoredAddition } from "../../register/passkeys/addition-store.ts";
import { holdActor } from "../../register/people/hold-actor.ts";
import { findUsers } from "../../register/people/users.ts";

type Exported =
  | { readonly state: "exported"; readonly evidence: Evidence }
  /** There is no such login. */
  | { readonly state: "unknown" }
  /** The login gave no token, or none yet. */
  | { readonly state: Exclude<Login["state"], "redeemed"> }
  /** The facts of the login were erased. */
  | { readonly state: "facts_erased" };

/**
 * Gathers what proves that login and the enrolment of its keys (protocol §7). An event says that it left the server, and who
 * exported it, before it does.
 *
 * @param loginId as typed: any text
 * @throws ConsoleError `not_permitted` if this person is no longer permitted to export evidence
 */
export function exportEvidence(services: WithClock & WithDb, loginId: string, by: Actor): Promise<Exported> {
  return services.db.transaction().execute(async (trx): Promise<Exported> => {
    await holdActor(trx, by);
    const login = await findLogin(trx, loginId);
    if (login === undefined) return { state: "unknown" };
    if (login.state !== "redeemed") return { state: login.state };
    const evidence = await gatherEvidence(trx, login, secondsNow(services));
    if (evidence === undefined) return { state: "facts_erased" };
    await append(trx, evidenceExported(services.clock(), login.id, { by: byOf(by) }), { by });
    return { state: "exported", evidence };
  });
}

type Redeemed = Login & { readonly state: "redeemed" };

/** Gathers the document. @returns undefined if the facts of the login were erased */
export async function gatherEvidence(db: Db | Trx, login: Redeemed, now: number): Promise<Evidence | undefined> {
  const stored = await findEvidence(db, login.id);
  if (stored === undefined) throw new Error("a redeemed login lacks its evidence");
  const { facts, rests_on, ...chain } = stored.chain;
  if (facts === null || rests_on?.facts === null) return undefined;
  const { machine, browser, otherBrowser } = await enrolmentsBehind(db, stored, login);
  const enrolled = [machine, browser, otherBrowser].filter((one) => one !== undefined);
  const confirmers = await findConfirmers(db, enrolled);
  const used = passkeysUsed(stored.chain, enrolled);
  const additions = leadingTo(await findAdditions(db, stored.bound_set_id), used).map(additionTexts);
  const browserTexts = (one: EnrolmentIn<"active"> | undefined) =>
    one === undefined ? null : { browser_statement: one.browserStatement, ...enrolmentTexts(one, confirmers) };
  const document = {
    nearside: "evidence",
    version: 1,
    issuer: (await readAnyRequest(chain.request)).claims.iss,
    exported_at: now,
    rp_id: stored.rp_id,
    origin: stored.origin,
    enrolment: { ...enrolmentTexts(machine, confirmers), key_attestation: machine.keyAttestation },
    ...(additions.length === 0 ? {} : { passkey_additions: additions }),
    browser_enrolment: browserTexts(browser),
    login: {
      ...chain,
      facts,
      ...(rests_on && {
        rests_on: { ...rests_on, browser_enrolment: browserTexts(otherBrowser), recorded: stored.earlier },
      }),
      recorded: recordedOf(login),
    },
  };
  const { enrolment, browser_enrolment } = document;
  const others = [browser_enrolment, document.login.rests_on?.browser_enrolment ?? null];
  const signed = [enrolment, ...others.filter((one) => one !== null)];
  return v.parse(evidenceSchema, {
    ...document,
    jwks: { keys: await evidenceKeys(db, signed, additions, stored.kids) },
  });
}

/**
 * Finds the enrolments that a verifier needs: the machine's, that of the browser that met if it joined later, and that of another
 * browser whose earlier approval the login rests on.
 */
async function enrolmentsBehind(db: Db | Trx, { bound_set_id, chain }: StoredEvidence, login: Redeemed) {
  const enrolments = await findActiveEnrolments(db, bound_set_id);
  const machine = enrolments.find(({ kind }) => kind === "machine");
  if (machine === undefined) throw new Error("a bound set lacks its enrolment");
  const browser = browserOf(enrolments, login.meeting.extension_jkt);
  const earlier = chain.rests_on && browserOf(enrolments, await extensionOf(chain.rests_on));
  return { machine, browser, otherBrowser: earlier === browser ? undefined : earlier };
}

/** Credential ids of the passkeys that signed in this login or in the enrolment of a browser. */
const passkeysUsed = (
  { assertion, security_key, rests_on }: StoredEvidence["chain"],
  enrolled: readonly EnrolmentIn<"active">[],
): readonly string[] => [
  assertion.id,
  ...[security_key, rests_on?.security_key].flatMap((touch) => (touch === undefined ? [] : [touch.id])),
  ...enrolled.flatMap(({ kind, passkey }) => (kind === "browser" ? [passkey.passkey.credential_id] : [])),
];

/** The thumbprint of the extension that met the command line. */
const extensionOf = async (chain: { readonly hello: string }): Promise<string> =>
  thumbprintOf((await hello.read(chain.hello)).header.jwk);

/** The enrolment of that browser, if it joined later than the machine. */
const browserOf = (enrolments: readonly EnrolmentIn<"active">[], extension: string) =>
  enrolments.find(({ kind, meeting }) => kind === "browser" && meeting.extension_jkt === extension);

const additionTexts = ({ change, receipt, at }: StoredAddition) => ({
  change,
  receipt,
  recorded: { added_at: Math.floor(at / 1000) },
});

/** The people who confirmed these enrolments in the console, by id. */
async function findConfirmers(db: Db | Trx, enrolments: readonly EnrolmentIn<"active">[]) {
  const ids = enrolments.flatMap(({ confirmation }) => (confirmation.by === "console" ? [confirmation.user_id] : []));
  return findUsers(db, ids);
}

type Confirmers = Awaited<ReturnType<typeof findConfirmers>>;

function confirmerOf({ confirmation }: EnrolmentIn<"active">, confirmers: Confirmers) {
  const user = confirmation.by === "console" ? confirmers.get(confirmation.user_id) : undefined;
  return user === undefined ? {} : { confirmed_by_user: { id: user.id, name: user.name } };
}

function enrolmentTexts(enrolment: EnrolmentIn<"active">, confirmers: Confirmers) {
  const { request: enrolment_request, meeting, passkey, proofs, ...rest } = enrolment;
  const { nonce, hello, presence_proof, attestation } = meeting;
  return {
    ...{ enrolment_request, nonce, hello, presence_proof, attestation },
    passkey: passkey.response,
    extension_proof: proofs.extension,
    device_proof: proofs.device,
    receipt: rest.receipt,
    recorded: {
      met_at: meeting.met_at,
      proved_at: rest.provedAt,
      confirmed_at: rest.confirmation.at,
      confirmed_by: rest.confirmation.by,
      ...confirmerOf(enrolment, confirmers),
    },
  };
}

type Enrolled = Pick<Evidence["enrolment"], "enrolment_request" | "nonce" | "receipt"> & {
  readonly key_attestation?: Evidence["enrolment"]["key_attestation"];
};

interface Added {
  readonly change: { readonly text: string };
  readonly receipt: string;
}

/**
 * The server's keys that the document needs: the keys in force when the login ended, and older ones that signed its enrolments
 * and the addition of passkeys. An enrolment is often years older than the login, and its keys left the JWK Set long ago.
 */
async function evidenceKeys(
  db: Db | Trx,
  enrolments: readonly Enrolled[],
  additions: readonly Added[],
  inForce: readonly string[],
): Promise<readonly unknown[]> {
  const older = (await Promise.all([...enrolments.map(kidsOf), ...additions.map(kidsOfAddition)])).flat();
  const kids = [...new Set([...inForce, ...older])];
  const keys = new Map((await findKeysByKid(db, kids)).map((key) => [key.kid, key]));
  return kids.map((kid) => {
    const key = keys.get(kid);
    if (key === undefined) throw new Error("a key of the server that signed for a login is missing");
    return publishedKey(key);
  });
}

async function kidsOf({ key_attestation, ...texts }: Enrolled): Promise<readonly string[]> {
  const read = [
    await enrolmentRequest.read(texts.enrolment_request),
    await nonce.read(texts.nonce),
    await receipt.read(texts.receipt),
    ...(key_attestation == null ? [] : [await keyChallenge.read(key_attestation.challenge)]),
  ];
  return read.map(({ header }) => header.kid);
}

async function kidsOfAddition({ change, receipt: text }: Added): Promise<readonly string[]> {
  const { request } = v.parse(addPasskeyChangeSchema, JSON.parse(change.text));
  const read = [await passkeyAdditionRequest.read(request), await receipt.read(text)];
  return read.map(({ header }) => header.kid);
}
