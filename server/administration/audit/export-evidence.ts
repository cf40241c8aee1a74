import { type Evidence, evidenceSchema } from "@nearside/shared/evidence/evidence.ts";
import { thumbprintOf } from "@nearside/shared/signing/keys.ts";
import { readAnyRequest } from "@nearside/shared/statements/elsewhere.ts";
import { hello } from "@nearside/shared/statements/hello.ts";
import * as v from "valibot";
import { type Actor, byOf } from "../../platform/audit/actor.ts";
import { append } from "../../platform/audit/event-log.ts";
import { evidenceExported } from "../../platform/audit/events/logins.ts";
import type { Db, Trx, WithDb } from "../../platform/store/database.ts";
import { secondsNow, type WithClock } from "../../platform/surroundings.ts";
import { enrolmentEvidence, evidenceKeys } from "../../register/enrolments/enrolment-evidence.ts";
import { findEvidence, type StoredEvidence } from "../../register/logins/evidence-store.ts";
import { type Login, recordedOf } from "../../register/logins/login.ts";
import { findLogin } from "../../register/logins/login-store.ts";
import { holdActor } from "../../register/people/hold-actor.ts";

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
  const { enrolled, browser, otherBrowser } = await enrolmentsBehind(db, stored, login);
  const others = await Promise.all(stored.co_approvals.map((one) => coApprovalOf(db, one)));
  const { enrolment, passkey_additions } = enrolled;
  const document = {
    nearside: "evidence",
    version: 1,
    issuer: (await readAnyRequest(chain.request)).claims.iss,
    exported_at: now,
    rp_id: stored.rp_id,
    origin: stored.origin,
    enrolment,
    ...(passkey_additions === undefined ? {} : { passkey_additions }),
    browser_enrolment: browser,
    login: {
      ...chain,
      facts,
      ...(rests_on && {
        rests_on: { ...rests_on, browser_enrolment: otherBrowser, recorded: stored.earlier },
      }),
      ...(others.length === 0 ? {} : { co_approvals: others.map(({ texts }) => texts) }),
      recorded: recordedOf(login),
    },
  };
  const all = [enrolled, ...others.map((other) => other.enrolled)];
  return v.parse(evidenceSchema, { ...document, jwks: { keys: await evidenceKeys(db, all, stored.kids) } });
}

/**
 * Finds the enrolments that a verifier needs: the machine's, that of the browser that met if it joined later, and that of another
 * browser whose earlier approval the login depends on.
 */
async function enrolmentsBehind(db: Db | Trx, { bound_set_id, chain }: StoredEvidence, { meeting }: Redeemed) {
  const { assertion, security_key, rests_on } = chain;
  const earlier = rests_on && (await extensionOf(rests_on));
  const other = earlier === meeting.extension_jkt ? undefined : earlier;
  const passkeys = [assertion, security_key, rests_on?.security_key].flatMap((touch) =>
    touch === undefined ? [] : [touch.id],
  );
  const browsers = [meeting.extension_jkt, ...(other === undefined ? [] : [other])];
  const enrolled = await enrolmentEvidence(db, bound_set_id, { browsers, passkeys });
  const [browser = null, otherBrowser = null] = enrolled.browsers;
  return { enrolled, browser, otherBrowser };
}

/** The thumbprint of the extension that met the command line. */
const extensionOf = async (chain: { readonly hello: string }): Promise<string> =>
  thumbprintOf((await hello.read(chain.hello)).header.jwk);

/** The approval of another person, with the enrolment of the keys that it is by (protocol §11). */
async function coApprovalOf(db: Db | Trx, one: StoredEvidence["co_approvals"][number]) {
  const { bound_set_id, extension_jkt, assertion, co_decision, questions, co_review, approved_at } = one;
  const used = { browsers: [extension_jkt], passkeys: [assertion.id] };
  const enrolled = await enrolmentEvidence(db, bound_set_id, used);
  const { key_attestation: _, ...enrolment } = enrolled.enrolment;
  const { passkey_additions } = enrolled;
  const texts = {
    enrolment,
    ...(passkey_additions === undefined ? {} : { passkey_additions }),
    browser_enrolment: enrolled.browsers[0] ?? null,
    ...{ co_decision, co_review, assertion },
    ...(questions === undefined ? {} : { questions }),
    recorded: { approved_at },
  };
  return { texts, enrolled: { ...enrolled, enrolment: { ...enrolled.enrolment, key_attestation: null } } };
}
