import { type Evidence, evidenceSchema } from "@nearside/shared/evidence/evidence.ts";
import { decision } from "@nearside/shared/statements/decision.ts";
import { request } from "@nearside/shared/statements/request.ts";
import * as v from "valibot";
import { findUsers } from "../directory/users.ts";
import type { EnrolmentIn } from "../enrolment/enrolment.ts";
import { findActiveEnrolments } from "../enrolment/enrolment-store.ts";
import { type Ground, secondsNow } from "../ground.ts";
import { findEvidence, type StoredEvidence } from "../login/evidence-store.ts";
import type { Login } from "../login/login.ts";
import { findLogin } from "../login/login-store.ts";
import { findAdditions, leadingTo, type StoredAddition } from "../passkey/addition-store.ts";
import type { Db, Trx } from "../store/database.ts";
import { append } from "./event-log.ts";
import { evidenceExported } from "./events/evidence-exported.ts";
import { evidenceKeys } from "./evidence-keys.ts";

/** What there is to hand out. */
export type Exported =
  | { readonly state: "exported"; readonly evidence: Evidence }
  /** There is no such login. */
  | { readonly state: "unknown" }
  /** It came to no token, or not yet. */
  | { readonly state: Exclude<Login["state"], "redeemed"> }
  /** What was asked is not kept any more. */
  | { readonly state: "facts_erased" };

/**
 * Gathers what proves that login and the enrolment of its keys (protocol §7). That it left the server stands in the log of
 * events before it does.
 *
 * @param loginId as typed: any text
 */
export function exportEvidence(ground: Ground, loginId: string): Promise<Exported> {
  return ground.db.transaction().execute(async (trx): Promise<Exported> => {
    const login = await findLogin(trx, loginId);
    if (login === undefined) return { state: "unknown" };
    if (login.state !== "redeemed") return { state: login.state };
    const evidence = await gather(trx, login, secondsNow(ground));
    if (evidence === undefined) return { state: "facts_erased" };
    await append(trx, evidenceExported(ground.clock(), login.id, { by: "server_shell" }));
    return { state: "exported", evidence };
  });
}

type Redeemed = Login & { readonly state: "redeemed" };

async function gather(db: Db | Trx, login: Redeemed, now: number): Promise<Evidence | undefined> {
  const stored = await evidenceOf(db, login.id);
  const { facts, rests_on: _kept_with_its_own_login, ...chain } = stored.chain;
  const earlier = await findEarlier(db, chain.decision);
  if (facts === null || earlier === "facts_erased") return undefined;
  const enrolments = await findActiveEnrolments(db, stored.bound_set_id);
  const machine = enrolments.find(({ kind }) => kind === "machine");
  if (machine === undefined) throw new Error("a bound set lacks its enrolment");
  const browser = browserOf(enrolments, login);
  const earlierBrowser = earlier && browserOf(enrolments, earlier.login);
  const otherBrowser = earlierBrowser === browser ? undefined : earlierBrowser;
  const enrolled = [machine, browser, otherBrowser].filter((one) => one !== undefined);
  const confirmers = await findConfirmers(db, enrolled);
  const used = [
    chain.assertion.id,
    ...[chain.security_key, earlier?.chain.security_key].flatMap((touch) => (touch === undefined ? [] : [touch.id])),
    ...enrolled.flatMap(({ kind, passkey }) => (kind === "browser" ? [passkey.passkey.credential_id] : [])),
  ];
  const additions = leadingTo(await findAdditions(db, stored.bound_set_id), used).map(additionTexts);
  const browserTexts = (one: EnrolmentIn<"active"> | undefined) =>
    one === undefined ? null : { browser_statement: one.browserStatement, ...enrolmentTexts(one, confirmers) };
  const document = {
    nearside: "evidence",
    version: 1,
    issuer: (await request.read(chain.request)).claims.iss,
    exported_at: now,
    rp_id: stored.rp_id,
    origin: stored.origin,
    enrolment: { ...enrolmentTexts(machine, confirmers), key_attestation: machine.keyAttestation },
    ...(additions.length === 0 ? {} : { passkey_additions: additions }),
    browser_enrolment: browserTexts(browser),
    login: {
      ...chain,
      facts,
      ...(earlier && { rests_on: earlierTexts(earlier, browserTexts(otherBrowser)) }),
      recorded: recordedOf(login),
    },
  };
  const { enrolment, browser_enrolment } = document;
  const signed = [enrolment, browser_enrolment, document.login.rests_on?.browser_enrolment ?? null];
  return v.parse(evidenceSchema, {
    ...document,
    jwks: {
      keys: await evidenceKeys(
        db,
        signed.filter((one) => one !== null),
        additions,
        [stored.jwks, ...(earlier === undefined ? [] : [earlier.jwks])],
      ),
    },
  });
}

async function evidenceOf(db: Db | Trx, loginId: string): Promise<StoredEvidence> {
  const stored = await findEvidence(db, loginId);
  if (stored === undefined) throw new Error("a redeemed login lacks its evidence");
  return stored;
}

interface Earlier {
  readonly login: Redeemed;
  readonly chain: Omit<StoredEvidence["chain"], "facts"> & { readonly facts: string };
  readonly jwks: StoredEvidence["jwks"];
}

/** The login that this decision rests on, if it does (protocol §4.5): it came to a token itself, so its evidence is kept. */
async function findEarlier(db: Db | Trx, decided: string): Promise<Earlier | "facts_erased" | undefined> {
  const { rests_on } = (await decision.read(decided)).claims;
  if (rests_on === undefined) return undefined;
  const login = await findLogin(db, rests_on.request);
  if (login?.state !== "redeemed") throw new Error("an approval rests on one that came to no token");
  const { chain, jwks } = await evidenceOf(db, login.id);
  const { facts } = chain;
  return facts === null ? "facts_erased" : { login, chain: { ...chain, facts }, jwks };
}

/** Its touch stands in the place of the later one's. */
function earlierTexts<Browser>({ login, chain }: Earlier, browser_enrolment: Browser) {
  const { assertion: _, access_token: __, rests_on: ___, ...texts } = chain;
  return { ...texts, browser_enrolment, recorded: recordedOf(login) };
}

const recordedOf = ({ meeting, approval }: Redeemed) => ({
  met_at: meeting.met_at,
  approved_at: approval.approved_at,
});

/** Where it joined later than the machine. */
const browserOf = (enrolments: readonly EnrolmentIn<"active">[], { meeting }: Redeemed) =>
  enrolments.find((one) => one.kind === "browser" && one.meeting.extension_jkt === meeting.extension_jkt);

const additionTexts = ({ change, receipt, at }: StoredAddition) => ({
  change,
  receipt,
  recorded: { added_at: Math.floor(at / 1000) },
});

/** Whoever let them in by the console, by id. */
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
