import { isPrivileged, roleSchema } from "@nearside/shared/roles.ts";
import * as v from "valibot";
import type { AuditEvent, EventKind } from "../../platform/audit/define-event.ts";
import type { EventAbout, EventListener } from "../../platform/audit/event-listeners.ts";
import { breakGlassUsed } from "../../platform/audit/events/break-glass.ts";
import { enrolmentCompleted, enrolmentConfirmed } from "../../platform/audit/events/enrolments.ts";
import { loginExpired, loginReported } from "../../platform/audit/events/logins.ts";
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
import { loginAlarm, loginCoRefused, loginSecondWanted } from "../../platform/audit/events/second-approvers.ts";
import { ticketCreated } from "../../platform/audit/events/tickets.ts";
import type { MailSettings } from "../../platform/config/mail-settings.ts";
import type { Trx } from "../../platform/store/database.ts";
import { ofActor, ofBoundSet, ofEnrolment, ofExtension, ofStarted, ofWanted } from "./circumstances.ts";
import { type NewNotice, NO_ROLE, type NoticeKind } from "./notice.ts";
import { addNotice, gatherNotice, wasJustNotified } from "./outbox.ts";
import { toAdministrators, toFormerAddress, toNamed, toPerson } from "./recipients.ts";

// This table says which event sends a notice to whom. Code that appends an event does not know about mail. To tell people about
// another event, add a line here.

interface Heard<Data> {
  readonly trx: Trx;
  readonly subject: string;
  readonly data: Data;
  readonly about: EventAbout;
  readonly settings: MailSettings;
}
type Tell = (trx: Trx, event: AuditEvent, about: EventAbout, settings: MailSettings) => Promise<readonly NewNotice[]>;

/** Makes the row of an event: `tell` makes the notices from its data. */
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

/**
 * Makes the row of a setting that a person changed in the console. A change by the server's own shell sends no notice, since the
 * person who made it knows.
 */
const onSetting = <Data>(kind: EventKind<Data>, notice: NoticeKind): readonly [string, Tell] => [
  kind.kind,
  async (trx, _event, about, settings) => {
    if (!settings.tellAdministrators || about.by?.kind !== "person") return [];
    return toAdministrators(trx, notice, about.by.userId, await ofActor(trx, about));
  },
];

const NOTICES_OF: ReadonlyMap<string, Tell> = new Map([
  on(accountAlarm, async ({ trx, data, about }) => {
    if (about.user === undefined) throw new Error("an alarm lacks its person");
    if (!(await isNewAlarm(trx, about.user, data))) return [];
    const of = data.bound_set_id === null ? undefined : await ofBoundSet(trx, data.bound_set_id);
    // this ignores the settings, because an administrator has to look
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
    // if both machines belong to the same person, the link only came to the wrong place, and there is no alarm for others
    if (data.owner_user_id === data.reporter_user_id) return own;
    const alarm = { ...circumstances, ...(await ofStarted(trx, subject)) };
    return [...own, ...(await toAdministrators(trx, "foreign_login", userId, alarm))];
  }),
  on(loginSecondWanted, async ({ trx, subject, data }) => {
    const { userId, circumstances } = await ofWanted(trx, subject);
    const facts = { ...circumstances, until: data.until * 1000 };
    return toNamed(
      trx,
      "approval_wanted",
      userId,
      data.approvers.flatMap(({ among }) => among),
      facts,
    );
  }),
  on(loginCoRefused, async ({ trx, subject, data }) => {
    const { userId, circumstances } = await ofWanted(trx, subject);
    const by = await trx.selectFrom("users").select("name").where("id", "=", data.user_id).executeTakeFirstOrThrow();
    return toPerson(trx, "approval_refused", userId, { ...circumstances, by: by.name, said: data.reason });
  }),
  on(loginExpired, async ({ trx, subject, data }) => {
    if (data.was !== "waiting") return [];
    const { userId, circumstances } = await ofWanted(trx, subject);
    return toPerson(trx, "approval_expired", userId, circumstances);
  }),
  // the rule asks for it, whatever the settings say about the rest; it is told too where the login waits for other people
  on(loginAlarm, async ({ trx, subject, data }) => {
    const { userId, circumstances, waitsUntil: until } = await ofWanted(trx, subject);
    const said = data.justification === null ? {} : { said: data.justification };
    const waits = until === undefined ? {} : { until };
    const notices = await toAdministrators(trx, "approved_alone", userId, { ...circumstances, ...said, ...waits });
    // nobody's alarms delay another person's, nor those of one rule another rule's
    return notices.map((notice) => ({ ...notice, likeness: [userId, ...data.rules.toSorted()].join("/") }));
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
  // this comes beside the letter of every ticket, which does not mention the recovery that the person can still stop
  on(recoveryTicketMade, async ({ trx, subject, data, about }) =>
    toPerson(trx, "recovery_ticket_made", data.user_id, { ...(await ofActor(trx, about)), recovery: subject }),
  ),
  // alarms go to every owner and administrator, whatever the settings say about the rest
  on(recoveryObjected, ({ trx, data }) => toAdministrators(trx, "recovery_objected", data.user_id, {})),
  on(breakGlassUsed, async ({ trx, data, about }) =>
    toAdministrators(trx, "break_glass_used", data.user_id, await ofActor(trx, about)),
  ),
  on(userChanged, async ({ trx, subject, data, about }) => {
    const former = data.email?.from;
    return former ? toFormerAddress(trx, "address_changed", subject, former, await ofActor(trx, about)) : [];
  }),
  on(ticketCreated, async ({ trx, subject, data, about }) => {
    // the first start knows no address, and the use of a break-glass code has an alarm of its own
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
    // a person who publishes by the server's own shell knows about it
    if (!settings.tellAdministrators || data.author === null) return [];
    return toAdministrators(trx, "rules_published", data.author, await ofActor(trx, about));
  }),
  onSetting(authenticatorPolicyPublished, "authenticator_policy_published"),
  onSetting(metadataSourceChanged, "metadata_source_changed"),
]);

/** Notices that others can cause by the hundred, by sending links to people. */
const GATHERED: ReadonlySet<NoticeKind> = new Set(["login_elsewhere", "foreign_login"]);

/** Writes the notices of each event in the transaction of the event. */
export const noticesOf =
  (settings: MailSettings): EventListener =>
  async (trx, event, about) => {
    const notices = await NOTICES_OF.get(event.kind)?.(trx, event, about, settings);
    for (const notice of notices ?? []) {
      const { kind } = notice;
      if (kind === "approval_wanted" && (await wasJustNotified(trx, notice, event.at))) continue;
      if (kind === "approved_alone") await gatherNotice(trx, notice, event.at, 0);
      else if (GATHERED.has(kind)) await gatherNotice(trx, notice, event.at);
      else await addNotice(trx, notice, event.at);
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

/**
 * Tells owners and administrators about a change from or to a privileged role: it concerns more than that person and one owner.
 */
async function tellOfRole(
  { trx, subject, about, settings }: Heard<unknown>,
  role: { readonly from: string; readonly to: string },
): Promise<readonly NewNotice[]> {
  if (!settings.tellAdministrators || !(isPower(role.from) || isPower(role.to))) return [];
  const person = trx.selectFrom("users").select("state").where("id", "=", subject);
  if ((await person.executeTakeFirst())?.state === "offboarded") return []; // the notice that they left is enough
  const others = { ...(await ofActor(trx, about)), role };
  const notices = await toAdministrators(trx, "person_role_changed", subject, others);
  return notices.filter(({ userId }) => userId !== subject); // the person concerned gets another letter
}

const isPower = (role: string): boolean => v.is(roleSchema, role) && isPrivileged(role);

/** Milliseconds. */
const DAY_MS = 86_400_000;

/**
 * Decides if owners and administrators get a letter about an alarm that was just appended: always if it ended something,
 * otherwise once a day. A person may report hundreds of logins that had ended before, and bury the report that counts.
 */
async function isNewAlarm(
  trx: Trx,
  userId: string,
  { machine, tokens, logins, enrolments, sessions }: v.InferOutput<typeof accountAlarm.schema>,
): Promise<boolean> {
  if (machine === "quarantined" || machine === "revoked" || tokens + logins + enrolments + sessions > 0) return true;
  const alarms = await trx
    .selectFrom("events")
    .select("at")
    .where("user_id", "=", userId)
    .where("kind", "=", accountAlarm.kind)
    .orderBy("seq", "desc")
    .limit(2)
    .execute();
  const [now, before] = alarms;
  return now === undefined || before === undefined || now.at - before.at > DAY_MS;
}
