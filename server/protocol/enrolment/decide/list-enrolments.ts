import type { EnrolmentRow, EnrolmentsQuery, ShownState } from "@nearside/shared/api/console/enrolments.ts";
import type { ListAnswer } from "@nearside/shared/api/console/list.ts";
import type { RawBuilder } from "kysely";
import { everyPageOf, integerColumn, type Ordering, pageOf, textColumn } from "../../../platform/lists/page-of.ts";
import { isOfFound } from "../../../platform/lists/search.ts";
import type { Db, WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import type { Enrolment } from "../../../register/enrolments/enrolment.ts";
import { enrolmentOf } from "../../../register/enrolments/enrolment-store.ts";
import { isOpenState, OPEN_ENROLMENT_STATES } from "../../../register/enrolments/transitions.ts";
import { findUsers, nameOf, type UserRow } from "../../../register/people/users.ts";
import { describeAuthenticator } from "../../passkeys/describe-authenticator.ts";
import type { WithMetadata } from "../../passkeys/metadata/active-metadata.ts";

const ORDER: Ordering<EnrolmentsQuery["sort"]> = {
  columns: { created_at: integerColumn("enrolments.created_at") },
  id: textColumn("enrolments.id"),
};

/** A page of the enrolments that the filter leaves, without the words and what they can be computed from (protocol §3.5). */
export async function listEnrolments(
  services: WithClock & WithDb & WithMetadata,
  query: EnrolmentsQuery,
): Promise<ListAnswer<EnrolmentRow>> {
  const { rows, next, total } = await pageOf(
    services.db,
    selected(services.db, query, await isSought(services.db, query)),
    ORDER,
    query,
  );
  return { rows: await shown(services, rows), next, total };
}

/** Every enrolment, page after page, for an export. */
export async function* eachEnrolment(
  services: WithClock & WithDb & WithMetadata,
  query: EnrolmentsQuery,
): AsyncGenerator<readonly EnrolmentRow[]> {
  const enrolments = selected(services.db, query, await isSought(services.db, query));
  yield* everyPageOf(enrolments, ORDER, query, (rows) => shown(services, rows));
}

const isSought = (db: Db, { q }: EnrolmentsQuery) => isOfFound(db, "enrolments.user_id", q);

function selected(db: Db, { state }: EnrolmentsQuery, sought: RawBuilder<boolean>) {
  let left = db.selectFrom("enrolments").where(sought);
  if (state !== undefined) left = left.where("state", "in", state === "open" ? OPEN_ENROLMENT_STATES : [state]);
  return left.selectAll();
}

async function shown(
  services: WithClock & WithDb & WithMetadata,
  rows: readonly Parameters<typeof enrolmentOf>[0][],
): Promise<EnrolmentRow[]> {
  const users = await findUsers(services.db, [...new Set(rows.map(({ user_id }) => user_id))]);
  return rows.map((row) => rowOf(services, enrolmentOf(row), users.get(row.user_id)));
}

const shownStateOf = ({ state }: Pick<Enrolment, "state">): ShownState => (isOpenState(state) ? "open" : state);

/** The shown members of an enrolment. They are listed one by one, so that a new member is not shown by itself. */
export function rowOf(
  services: WithClock & WithMetadata,
  enrolment: Enrolment,
  user: UserRow | undefined,
): EnrolmentRow {
  const { id, kind, machine, address, keyAttestation, createdAt } = enrolment;
  const passkey = "passkey" in enrolment ? enrolment.passkey : undefined;
  return {
    id,
    kind,
    state: shownStateOf(enrolment),
    user: nameOf(user),
    machine: {
      hostname: machine.hostname,
      os: machine.os,
      account: machine.account,
      key_storage: machine.keyStorage,
      key_proven: keyAttestation !== null || (kind === "browser" && machine.keyStorage === "tpm"),
    },
    browser: "meeting" in enrolment ? enrolment.meeting.browser : null,
    passkey:
      passkey === undefined
        ? null
        : {
            authenticator: describeAuthenticator(services, passkey),
            attestation_format: passkey.attestation_format,
            synced: passkey.backup_eligible,
            backed_up: passkey.backed_up,
          },
    address,
    asked_at: createdAt,
  };
}
