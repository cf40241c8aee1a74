import type { Evidence } from "@nearside/shared/evidence/evidence.ts";
import { enrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import { keyChallenge } from "@nearside/shared/statements/key-challenge.ts";
import { nonce } from "@nearside/shared/statements/nonce.ts";
import { addPasskeyChangeSchema, passkeyAdditionRequest } from "@nearside/shared/statements/passkey-addition.ts";
import { receipt } from "@nearside/shared/statements/receipt.ts";
import * as v from "valibot";
import { findKeysByKid } from "../../platform/keys/signing-key-store.ts";
import { publishedKey } from "../../platform/keys/signing-keys.ts";
import type { Db, Trx } from "../../platform/store/database.ts";
import { findAdditions, leadingTo, type StoredAddition } from "../passkeys/addition-store.ts";
import { findUsers } from "../people/users.ts";
import type { EnrolmentIn } from "./enrolment.ts";
import { findActiveEnrolments } from "./enrolment-store.ts";

// The enrolments of the keys of a bound set, as texts that a verifier checks (protocol §7, §11).

/** Used in what is proved: the extension's thumbprint of each browser, and the credential ids of passkeys. */
interface Used {
  readonly browsers: readonly string[];
  readonly passkeys: readonly string[];
}

/** The machine's enrolment, those of the browsers that joined later, in their order, and the passkeys that were added. */
export async function enrolmentEvidence(db: Db | Trx, boundSetId: string, { browsers, passkeys }: Used) {
  const enrolments = await findActiveEnrolments(db, boundSetId);
  const machine = enrolments.find(({ kind }) => kind === "machine");
  if (machine === undefined) throw new Error("a bound set lacks its enrolment");
  const joined = browsers.map((extension) => browserOf(enrolments, extension));
  const enrolled = [machine, ...joined.filter((one) => one !== undefined)];
  const confirmers = await findConfirmers(db, enrolled);
  const byBrowsers = enrolled.flatMap(({ kind, passkey }) =>
    kind === "browser" ? [passkey.passkey.credential_id] : [],
  );
  const additions = leadingTo(await findAdditions(db, boundSetId), [...passkeys, ...byBrowsers]).map(additionTexts);
  return {
    enrolment: { ...enrolmentTexts(machine, confirmers), key_attestation: machine.keyAttestation },
    ...(additions.length === 0 ? {} : { passkey_additions: additions }),
    browsers: joined.map((one) =>
      one === undefined ? null : { browser_statement: one.browserStatement, ...enrolmentTexts(one, confirmers) },
    ),
  };
}
type EnrolmentEvidence = Awaited<ReturnType<typeof enrolmentEvidence>>;

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
 * The server's keys that the document needs: the keys that were active when the login ended, and older ones that signed its enrolments
 * and the addition of passkeys. An enrolment is often years older than the login, and its keys left the JWK Set long ago.
 */
export async function evidenceKeys(db: Db | Trx, evidence: readonly EnrolmentEvidence[], active: readonly string[]) {
  const enrolments: readonly Enrolled[] = evidence.flatMap(({ enrolment, browsers }) => [
    enrolment,
    ...browsers.filter((one) => one !== null),
  ]);
  const additions: readonly Added[] = evidence.flatMap(({ passkey_additions = [] }) => passkey_additions);
  const older = (await Promise.all([...enrolments.map(kidsOf), ...additions.map(kidsOfAddition)])).flat();
  const kids = [...new Set([...active, ...older])];
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
