import { isPrivileged, roleSchema } from "@nearside/shared/roles.ts";
import * as v from "valibot";
import type { AuditEvent, EventKind } from "../../platform/audit/define-event.ts";
import { breakGlassUsed } from "../../platform/audit/events/break-glass.ts";
import { enrolmentCompleted, enrolmentConfirmed } from "../../platform/audit/events/enrolments.ts";
import { loginReported } from "../../platform/audit/events/logins.ts";
import {
  deviceQuarantined,
  deviceReleased,
  deviceRevoked,
  extensionRevoked,
} from "../../platform/audit/events/machines.ts";
import {
  authenticatorPolicyPublished,
  metadataSourceChanged,
  passkeyAdded,
  passkeyRevoked,
} from "../../platform/audit/events/passkeys.ts";
import {
  accountAlarm,
  userChanged,
  userCreated,
  userOffboarded,
  userRestored,
  userRoleChanged,
  userSuspended,
} from "../../platform/audit/events/people.ts";
import {
  recoveryAgreed,
  recoveryObjected,
  recoveryStarted,
  recoveryTicketMade,
} from "../../platform/audit/events/recovery.ts";
import { rulesPublished } from "../../platform/audit/events/rules.ts";
import { ticketCreated } from "../../platform/audit/events/tickets.ts";
import type { EventAbout, Hearer } from "../../platform/audit/hearers.ts";
import type { MailSettings } from "../../platform/config/mail-settings.ts";
import type { Trx } from "../../platform/store/database.ts";
import { ofActor, ofBoundSet, ofEnrolment, ofExtension, ofStarted } from "./circumstances.ts";
import { type NewNotice, NO_ROLE, type NoticeKind } from "./notice.ts";
import { addNotice, gatherNotice } from "./outbox.ts";
import { toAdministrators, toFormerAddress, toPerson } from "./recipients.ts";

// Which event tells whom: nobody who appends one knows of mail. Another event that people are to hear of is another line here.

interface Heard<Data> {
  readonly trx: Trx;
  readonly subject: string;
  readonly data: Data;
  readonly about: EventAbout;
  readonly settings: MailSettings;
}
type Tell = (trx: Trx, event: AuditEvent, about: EventAbout, settings: MailSettings) => Promise<readonly NewNotice[]>;

/** Told of by what these make of it. */
const on = <Data>(
  kind: EventKind<Data>,
  tell: (heard: Heard<Data>) => Promise<readonly NewNotice[]>,
): readonly [string, Tell] => [
  kind.kind,
  async (trx, { subject, data }, about, settings) => {
    if (subject === null) throw new Error(`an event ${kind.kind} lacks its subject`);
    return tell({ trx, subject, data: v.parse(kind.schema, data), about, settings });
  },
];

/** A setting that somebody changed in the console. What the server's own shell sets, nobody is told: whose hand it was knows. */
const onSetting = <Data>(kind: EventKind<Data>, notice: NoticeKind): readonly [string, Tell] => [
  kind.kind,
  async (trx, _event, about, settings) => {
    if (!settings.tellAdministrators || about.by?.kind !== "person") return [];
    return toAdministrators(trx, notice, about.by.userId, await ofActor(trx, about));
  },
];

const TOLD_OF: ReadonlyMap<string, Tell> = new Map([
  on(accountAlarm, async ({ trx, data, about }) => {
    if (about.user === undefined) throw new Error("an alarm lacks its person");
    if (!(await isNewAlarm(trx, about.user, data))) return [];
    const of = data.bound_set_id === null ? undefined : await ofBoundSet(trx, data.bound_set_id);
    // whatever the settings say: somebody has to look
    const circumstances = { ...of?.circumstances, ...(await ofActor(trx, about)) };
    return toAdministrators(trx, "account_alarm", about.user, circumstances);
  }),
  on(enrolmentCompleted, ({ trx, subject, data }) =>
    tellOfEnrolment(trx, subject, data.state === "active" ? "added" : "waits"),
  ),
  on(enrolmentConfirmed, ({ trx, subject }) => tellOfEnrolment(trx, subject, "added")),
  on(loginReported, async ({ trx, subject, data }) => {
    const { userId, circumstances } = await ofExtension(trx, data.extension_jkt);
    const own = await toPerson(trx, "login_elsewhere", userId, circumstances);
    // somebody's own other machine is a link in the wrong place, and no alarm for others
    if (data.owner_user_id === data.reporter_user_id) return own;
    const alarm = { ...circumstances, ...(await ofStarted(trx, subject)) };
    return [...own, ...(await toAdministrators(trx, "foreign_login", userId, alarm))];
  }),
  on(deviceRevoked, ({ trx, data, about }) =>
    tellOfKey(trx, "machine_removed", about, ofBoundSet(trx, data.bound_set_id)),
  ),
  on(deviceQuarantined, ({ trx, data, about }) =>
    tellOfKey(trx, "machine_quarantined", about, ofBoundSet(trx, data.bound_set_id)),
  ),
  on(deviceReleased, ({ trx, data, about }) =>
    tellOfKey(trx, "machine_released", about, ofBoundSet(trx, data.bound_set_id)),
  ),
  on(extensionRevoked, ({ trx, subject, about }) =>
    tellOfKey(trx, "browser_removed", about, ofExtension(trx, subject)),
  ),
  on(passkeyAdded, ({ trx, data, about }) =>
    tellOfKey(trx, "passkey_added", about, ofBoundSet(trx, data.bound_set_id)),
  ),
  on(passkeyRevoked, ({ trx, data, about }) =>
    tellOfKey(trx, "passkey_removed", about, ofBoundSet(trx, data.bound_set_id)),
  ),
  on(recoveryStarted, async ({ trx, subject, data, about }) =>
    toPerson(trx, "recovery_started", data.user_id, { ...(await ofActor(trx, about)), recovery: subject }),
  ),
  on(recoveryAgreed, async ({ trx, subject, data, about }) => {
    const more = { until: data.opens_at, recovery: subject };
    return toPerson(trx, "recovery_agreed", data.user_id, { ...(await ofActor(trx, about)), ...more });
  }),
  // beside the letter of every ticket, which knows of no way back: this one can still be stopped
  on(recoveryTicketMade, async ({ trx, subject, data, about }) =>
    toPerson(trx, "recovery_ticket_made", data.user_id, { ...(await ofActor(trx, about)), recovery: subject }),
  ),
  // alarms go to every owner and administrator, whatever is set for the rest
  on(recoveryObjected, ({ trx, data }) => toAdministrators(trx, "recovery_objected", data.user_id, {})),
  on(breakGlassUsed, async ({ trx, data, about }) =>
    toAdministrators(trx, "break_glass_used", data.user_id, await ofActor(trx, about)),
  ),
  on(userChanged, async ({ trx, subject, data, about }) => {
    const former = data.email?.from;
    return former ? toFormerAddress(trx, "address_changed", subject, former, await ofActor(trx, about)) : [];
  }),
  on(ticketCreated, async ({ trx, subject, data, about }) => {
    // the first start knows no address; of a break-glass code everybody who may have one is told
    if (data.by === "first_start" || data.by === "break_glass") return [];
    return toPerson(trx, "ticket_made", subject, { ...(await ofActor(trx, about)), until: data.expires_at });
  }),
  on(userCreated, (heard) => tellOfRole(heard, { from: NO_ROLE, to: heard.data.role })),
  on(userRoleChanged, async (heard) => {
    const { trx, subject, data, about } = heard;
    const role = { from: data.from, to: data.to };
    const own = await toPerson(trx, "role_changed", subject, { ...(await ofActor(trx, about)), role });
    return [...own, ...(await tellOfRole(heard, role))];
  }),
  on(userSuspended, (heard) => tellAdministrators("person_suspended", heard)),
  on(userRestored, (heard) => tellAdministrators("person_restored", heard)),
  on(userOffboarded, (heard) => tellAdministrators("person_offboarded", heard)),
  on(rulesPublished, async ({ trx, data, about, settings }) => {
    // what the server's own shell publishes, whoever has it knows
    if (!settings.tellAdministrators || data.author === null) return [];
    return toAdministrators(trx, "rules_published", data.author, await ofActor(trx, about));
  }),
  onSetting(authenticatorPolicyPublished, "authenticator_policy_published"),
  onSetting(metadataSourceChanged, "metadata_source_changed"),
]);

/** What others can cause by the hundred, by mailing links about. */
const GATHERED: ReadonlySet<NoticeKind> = new Set(["login_elsewhere", "foreign_login"]);

/** Writes what people are told of each event, in its transaction. */
export const noticesOf =
  (settings: MailSettings): Hearer =>
  async (trx, event, about) => {
    const notices = await TOLD_OF.get(event.kind)?.(trx, event, about, settings);
    for (const notice of notices ?? []) {
      const write = GATHERED.has(notice.kind) ? gatherNotice : addNotice;
      await write(trx, notice, event.at);
    }
  };

async function tellOfEnrolment(trx: Trx, id: string, end: "waits" | "added"): Promise<readonly NewNotice[]> {
  const { userId, kind, circumstances } = await ofEnrolment(trx, id);
  return toPerson(trx, `${kind}_${end}`, userId, circumstances);
}

async function tellOfKey(
  trx: Trx,
  kind: NoticeKind,
  about: EventAbout,
  of: ReturnType<typeof ofBoundSet>,
): Promise<readonly NewNotice[]> {
  const { userId, circumstances } = await of;
  return toPerson(trx, kind, userId, { ...circumstances, ...(await ofActor(trx, about)) });
}

async function tellAdministrators(
  kind: "person_suspended" | "person_restored" | "person_offboarded",
  { trx, subject, about, settings }: Heard<unknown>,
): Promise<readonly NewNotice[]> {
  if (!settings.tellAdministrators) return [];
  return toAdministrators(trx, kind, subject, await ofActor(trx, about));
}

/** Who may let others in, or say what a login takes, is no matter between that person and one owner. */
async function tellOfRole(
  { trx, subject, about, settings }: Heard<unknown>,
  role: { readonly from: string; readonly to: string },
): Promise<readonly NewNotice[]> {
  if (!settings.tellAdministrators || !(isPower(role.from) || isPower(role.to))) return [];
  const person = trx.selectFrom("users").select("state").where("id", "=", subject);
  if ((await person.executeTakeFirst())?.state === "offboarded") return []; // that they left says it all
  const others = { ...(await ofActor(trx, about)), role };
  const told = await toAdministrators(trx, "person_role_changed", subject, others);
  return told.filter(({ userId }) => userId !== subject); // theirs has a letter of its own
}

const isPower = (role: string): boolean => v.is(roleSchema, role) && isPrivileged(role);

/** Milliseconds. */
const DAY_MS = 86_400_000;

/**
 * Whether owners and administrators are written of an alarm that was just appended: always where something ended by it, and else once
 * a day. Of what was over before, a person may say by the hundred that it was not theirs, and bury the one that counts.
 */
async function isNewAlarm(
  trx: Trx,
  userId: string,
  { machine, tokens, logins, enrolments, sessions }: v.InferOutput<typeof accountAlarm.schema>,
): Promise<boolean> {
  if (machine === "quarantined" || machine === "revoked" || tokens + logins + enrolments + sessions > 0) return true;
  const said = await trx
    .selectFrom("events")
    .select("at")
    .where("user_id", "=", userId)
    .where("kind", "=", accountAlarm.kind)
    .orderBy("seq", "desc")
    .limit(2)
    .execute();
  const [now, before] = said;
  return now === undefined || before === undefined || now.at - before.at > DAY_MS;
}
