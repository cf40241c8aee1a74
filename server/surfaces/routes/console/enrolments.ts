import type {
  askAgainAnswerSchema,
  askAgainChangeSchema,
  confirmChangeSchema,
  declineChangeSchema,
  EnrolmentDetail,
  EnrolmentRow,
  EnrolmentsQuery,
  WaitingQuery,
} from "@nearside/shared/api/console/enrolments.ts";
import type { ListAnswer } from "@nearside/shared/api/console/list.ts";
import type * as v from "valibot";
import { isReachedByMail } from "../../../administration/notices/mail-state.ts";
import type { Cell } from "../../../platform/lists/csv.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import { confirmEnrolment } from "../../../protocol/enrolment/confirm-enrolment.ts";
import { askAgain, declineEnrolment } from "../../../protocol/enrolment/decline-enrolment.ts";
import { describeEnrolment } from "../../../protocol/enrolment/describe-enrolment.ts";
import type { EnrolmentServices } from "../../../protocol/enrolment/enrolment-services.ts";
import { eachEnrolment, listEnrolments } from "../../../protocol/enrolment/list-enrolments.ts";
import type { WithMetadata } from "../../../protocol/passkeys/metadata/known-metadata.ts";
import { findUsers } from "../../../register/people/users.ts";
import type { ChangingCall, ConsoleCall } from "../../console/console-route.ts";
import { cellsOf, csvAnswer, momentCell } from "../../console/csv-answer.ts";
import type { Services } from "../../services.ts";

/** GET /api/console/enrolments. */
export const listEnrolmentsRoute =
  (services: WithClock & WithDb & WithMetadata) =>
  async ({ c }: ConsoleCall, query: EnrolmentsQuery) =>
    c.json((await listEnrolments(services, query)) satisfies ListAnswer<EnrolmentRow>);

/** GET /api/console/waiting-enrolments. */
export const listWaitingRoute =
  (services: WithClock & WithDb & WithMetadata) =>
  async ({ c }: ConsoleCall, query: WaitingQuery) =>
    c.json((await listEnrolments(services, { ...query, state: "pending" })) satisfies ListAnswer<EnrolmentRow>);

const HEADER = [
  ...["asked_at", "state", "kind", "person", "full_name", "hostname", "os", "account", "key_storage", "key_proven"],
  ...["browser", "authenticator", "verdict", "synced", "address", "id"],
];

/** GET /api/console/enrolments/export: the same view as a file. */
export const exportEnrolmentsRoute =
  (services: WithClock & WithDb & WithMetadata) => (_call: ConsoleCall, query: EnrolmentsQuery) =>
    csvAnswer("enrolments", HEADER, cellsOf(eachEnrolment(services, query), cells));

const cells = ({
  asked_at,
  state,
  kind,
  user,
  machine,
  browser,
  passkey,
  address,
  id,
}: EnrolmentRow): readonly Cell[] => [
  ...[momentCell(asked_at), state, kind, user.name, user.display_name],
  ...[machine.hostname, machine.os, machine.account, machine.key_storage, machine.key_proven ? "yes" : "no"],
  ...[browser, passkey?.authenticator.name ?? passkey?.authenticator.aaguid ?? null],
  ...[passkey?.authenticator.verdict ?? null, passkey === null ? null : passkey.synced ? "yes" : "no", address, id],
];

/** GET /api/console/enrolments/:id. */
export const viewEnrolmentRoute =
  (services: WithChanges & WithClock & WithDb & WithMetadata) =>
  async ({ c, id, who }: ConsoleCall) =>
    c.json((await describeEnrolment(services, id, who.user.id)) satisfies EnrolmentDetail);

/** POST /api/console/enrolments/:id/confirm: the six words, as the person read them out. */
export const confirmEnrolmentRoute =
  (services: EnrolmentServices) =>
  async ({ c, id, by }: ChangingCall, { words }: v.InferOutput<typeof confirmChangeSchema>) => {
    await confirmEnrolment(services, id, words, by);
    return c.json({ state: "active" });
  };

/** POST /api/console/enrolments/:id/decline. */
export const declineEnrolmentRoute =
  (services: WithChanges & WithClock & WithDb) =>
  async ({ c, id, by }: ChangingCall, { note }: v.InferOutput<typeof declineChangeSchema>) => {
    await declineEnrolment(services, id, { note, by });
    return c.json({});
  };

/** POST /api/console/enrolments/:id/ask-again: the new ticket, told this once. */
export const askAgainRoute =
  (services: Services) =>
  async ({ c, id, by, who }: ChangingCall, { note, seconds }: v.InferOutput<typeof askAgainChangeSchema>) => {
    const ticket = await askAgain(services, id, { note, seconds, by });
    const { user } = await describeEnrolment(services, id, who.user.id);
    const { email = null } = (await findUsers(services.db, [user.id])).get(user.id) ?? {};
    const mailed = isReachedByMail(services.config, email);
    const answer: v.InferOutput<typeof askAgainAnswerSchema> = {
      issuer: services.config.issuer,
      user,
      ticket: ticket === undefined ? null : { ticket: ticket.ticket, expires_at: ticket.expiresAt, mailed },
    };
    return c.json(answer);
  };
