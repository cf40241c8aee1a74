import { type EnrolmentRow, enrolmentsApi } from "@nearside/shared/api/console/enrolments.ts";
import { isReachedByMail } from "../../../administration/notices/mail-state.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { WithKeys } from "../../../platform/keys/signing-keys.ts";
import type { Cell } from "../../../platform/lists/csv.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithReads } from "../../../platform/store/reads.ts";
import type { WithClock, WithRandom } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import { admitEnrolment } from "../../../protocol/enrolment/decide/admit-enrolment.ts";
import { askAgain, declineEnrolment } from "../../../protocol/enrolment/decide/decline-enrolment.ts";
import { describeEnrolment } from "../../../protocol/enrolment/decide/describe-enrolment.ts";
import { eachEnrolment, listEnrolments } from "../../../protocol/enrolment/decide/list-enrolments.ts";
import type { WithMetadata } from "../../../protocol/passkeys/metadata/active-metadata.ts";
import { findUsers } from "../../../register/people/users.ts";
import type { ConsoleRoute, ConsoleRows } from "../console-rows.ts";
import { cellsOf, momentCell } from "../csv-answer.ts";

const HEADER = [
  ...["asked_at", "state", "kind", "person", "full_name", "hostname", "os", "account", "key_storage", "key_proven"],
  ...["browser", "authenticator", "verdict", "synced", "address", "id"],
];

const cells = ({ user, machine, browser, passkey, ...row }: EnrolmentRow): readonly Cell[] => [
  ...[momentCell(row.asked_at), row.state, row.kind, user.name, user.display_name],
  ...[machine.hostname, machine.os, machine.account, machine.key_storage, machine.key_proven ? "yes" : "no"],
  ...[browser, passkey?.authenticator.name ?? passkey?.authenticator.aaguid ?? null],
  ...[passkey?.authenticator.verdict ?? null, passkey === null ? null : passkey.synced ? "yes" : "no"],
  ...[row.address, row.id],
];

/** These rows serve enrolments, and those that wait for the six words (protocol §3). */
export const enrolmentRows = (
  services: WithChanges & WithClock & WithConfig & WithDb & WithKeys & WithMetadata & WithRandom & WithReads,
  { serve, serveFile }: ConsoleRows,
): readonly ConsoleRoute[] => [
  serve(enrolmentsApi.list, (_call, query) => listEnrolments({ ...services, db: services.reads }, query)),
  serveFile(enrolmentsApi.exportList, (_call, query) => ({
    name: "enrolments",
    header: HEADER,
    pages: cellsOf(eachEnrolment({ ...services, db: services.reads }, query), cells),
  })),
  serve(enrolmentsApi.waiting, (_call, query) =>
    listEnrolments({ ...services, db: services.reads }, { ...query, state: "pending" }),
  ),
  serve(enrolmentsApi.view, ({ id, userId }) => describeEnrolment(services, id, userId)),
  serve(enrolmentsApi.admit, async ({ id, by }, { words }) => {
    await admitEnrolment(services, id, words, by);
    return { state: "active" } as const;
  }),
  serve(enrolmentsApi.refuse, async ({ id, by }, { note }) => {
    await declineEnrolment(services, id, { note, by });
    return {};
  }),
  serve(enrolmentsApi.askAgain, async ({ id, by, userId }, { note, seconds }) => {
    const ticket = await askAgain(services, id, { note, seconds, by });
    const { user } = await describeEnrolment(services, id, userId);
    const { email = null } = (await findUsers(services.db, [user.id])).get(user.id) ?? {};
    const mailed = isReachedByMail(services.config, email);
    return {
      issuer: services.config.issuer,
      user,
      ticket: ticket === undefined ? null : { ticket: ticket.ticket, expires_at: ticket.expiresAt, mailed },
    };
  }),
];
