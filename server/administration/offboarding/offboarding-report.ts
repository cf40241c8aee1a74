import { type OffboardingDocument, offboardingDocumentSchema } from "@nearside/shared/evidence/offboarding-document.ts";
import {
  type Ended,
  type EndedCounts,
  MOST_LISTED,
  offboarding,
  type Shown,
} from "@nearside/shared/statements/offboarding.ts";
import * as v from "valibot";
import type { Actor } from "../../platform/audit/actor.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import { findKeysByKid } from "../../platform/keys/signing-key-store.ts";
import { publishedKey, type WithKeys } from "../../platform/keys/signing-keys.ts";
import type { Db, Trx } from "../../platform/store/database.ts";
import type { UserRow } from "../../register/people/users.ts";
import { findUserBy } from "./hold-user-to-offboard.ts";
import { inSeconds } from "./inventory.ts";

interface ReportInput {
  readonly id: string;
  readonly user: UserRow;
  readonly by: Actor;
  readonly note: string | null;
  readonly digest: string;
  readonly shown: Shown | null;
  readonly counts: EndedCounts;
  readonly ended: Ended;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Number of the first of its events. */
  readonly first: number;
}

/**
 * Signs the report of an offboarding with the server's own key.
 *
 * @returns a compact JWS (protocol §4.7)
 */
export async function signReport(
  trx: Trx,
  { config, keys }: WithConfig & WithKeys,
  about: ReportInput,
): Promise<string> {
  const { id, user, digest, shown, counts, note, first } = about;
  const events = Object.values(about.ended).flatMap((list) => list.map(({ event }) => event));
  return offboarding.sign(keys.signer, {
    iss: config.issuer,
    jti: id,
    iat: inSeconds(about.now),
    user: { id: user.id, name: user.name },
    by: await describeActor(trx, about.by),
    note,
    digest,
    shown,
    counts,
    ended: shortened(about.ended),
    events: { first, last: events.reduce((last, event) => Math.max(last, event), first) },
  });
}

async function describeActor(trx: Trx, by: Actor) {
  if (by.kind === "server_shell") return { kind: by.kind };
  const actor = await findUserBy(trx, { column: "id", value: by.userId });
  if (actor === undefined) throw new Error("the person who makes a change is missing");
  const user = { id: actor.id, name: actor.name };
  return { kind: by.kind, user, device: by.deviceJkt, change: by.changeId };
}

/** Cuts each list to `MOST_LISTED`, so that the report can be read. The counts and the log are complete. */
const shortened = (ended: Ended): Ended => ({
  machines: ended.machines.slice(0, MOST_LISTED),
  browsers: ended.browsers.slice(0, MOST_LISTED),
  passkeys: ended.passkeys.slice(0, MOST_LISTED),
  sessions: ended.sessions.slice(0, MOST_LISTED),
  logins: ended.logins.slice(0, MOST_LISTED),
  enrolments: ended.enrolments.slice(0, MOST_LISTED),
  tickets: ended.tickets.slice(0, MOST_LISTED),
  client_tickets: ended.client_tickets.slice(0, MOST_LISTED),
  credentials: ended.credentials.slice(0, MOST_LISTED),
  access_tokens: ended.access_tokens.slice(0, MOST_LISTED),
  groups: ended.groups.slice(0, MOST_LISTED),
  roles: ended.roles.slice(0, MOST_LISTED),
});

/** Adds the key that signed the report, because it leaves the JWK Set long before the report is verified (protocol §2). */
export async function offboardingDocument(db: Db, report: string): Promise<OffboardingDocument> {
  const { header, claims } = await offboarding.read(report);
  const keys = (await findKeysByKid(db, [header.kid])).map(publishedKey);
  const document = { nearside: "offboarding", version: 1, issuer: claims.iss, report, jwks: { keys } };
  return v.parse(offboardingDocumentSchema, document);
}
