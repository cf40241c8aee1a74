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
import type { ChangingCall, ConsoleCall } from "../../console/console-route.ts";
import type { Cell } from "../../console/csv.ts";
import { cellsOf, csvAnswer, momentCell } from "../../console/csv-answer.ts";
import { findUsers } from "../../directory/users.ts";
import { confirmEnrolment } from "../../enrolment/confirm-enrolment.ts";
import { askAgain, declineEnrolment } from "../../enrolment/decline-enrolment.ts";
import { describeEnrolment } from "../../enrolment/describe-enrolment.ts";
import { eachEnrolment, listEnrolments } from "../../enrolment/list-enrolments.ts";
import type { Ground } from "../../ground.ts";
import { isReachedByMail } from "../../notices/mail-state.ts";

/** GET /api/console/enrolments. */
export const listEnrolmentsRoute =
  (ground: Ground) =>
  async ({ c }: ConsoleCall, query: EnrolmentsQuery) =>
    c.json((await listEnrolments(ground, query)) satisfies ListAnswer<EnrolmentRow>);

/** GET /api/console/waiting-enrolments. */
export const listWaitingRoute =
  (ground: Ground) =>
  async ({ c }: ConsoleCall, query: WaitingQuery) =>
    c.json((await listEnrolments(ground, { ...query, state: "pending" })) satisfies ListAnswer<EnrolmentRow>);

const HEADER = [
  ...["asked_at", "state", "kind", "person", "full_name", "hostname", "os", "account", "key_storage", "key_proven"],
  ...["browser", "authenticator", "verdict", "synced", "address", "id"],
];

/** GET /api/console/enrolments/export: the same view as a file. */
export const exportEnrolmentsRoute = (ground: Ground) => (_call: ConsoleCall, query: EnrolmentsQuery) =>
  csvAnswer("enrolments", HEADER, cellsOf(eachEnrolment(ground, query), cells));

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
  (ground: Ground) =>
  async ({ c, id, who }: ConsoleCall) =>
    c.json((await describeEnrolment(ground, id, who.user.id)) satisfies EnrolmentDetail);

/** POST /api/console/enrolments/:id/confirm: the six words, as the person read them out. */
export const confirmEnrolmentRoute =
  (ground: Ground) =>
  async ({ c, id, by }: ChangingCall, { words }: v.InferOutput<typeof confirmChangeSchema>) => {
    await confirmEnrolment(ground, id, words, by);
    return c.json({ state: "active" });
  };

/** POST /api/console/enrolments/:id/decline. */
export const declineEnrolmentRoute =
  (ground: Ground) =>
  async ({ c, id, by }: ChangingCall, { note }: v.InferOutput<typeof declineChangeSchema>) => {
    await declineEnrolment(ground, id, { note, by });
    return c.json({});
  };

/** POST /api/console/enrolments/:id/ask-again: the new ticket, told this once. */
export const askAgainRoute =
  (ground: Ground) =>
  async ({ c, id, by, who }: ChangingCall, { note, seconds }: v.InferOutput<typeof askAgainChangeSchema>) => {
    const ticket = await askAgain(ground, id, { note, seconds, by });
    const { user } = await describeEnrolment(ground, id, who.user.id);
    const { email = null } = (await findUsers(ground.db, [user.id])).get(user.id) ?? {};
    const mailed = isReachedByMail(ground.config, email);
    const answer: v.InferOutput<typeof askAgainAnswerSchema> = {
      issuer: ground.config.issuer,
      user,
      ticket: ticket === undefined ? null : { ticket: ticket.ticket, expires_at: ticket.expiresAt, mailed },
    };
    return c.json(answer);
  };
