import { MOST_COUNTED } from "@nearside/shared/api/console/list.ts";
import {
  ALARM_DAYS,
  type Attention,
  type AttentionKind,
  type FirstDayStep,
  SOON_HOURS,
} from "@nearside/shared/api/console/overview.ts";
import { type Forms, listText, numberText, plural } from "@nearside/shared/text/amounts.ts";
import type { ReactNode } from "react";

/** Null is more than are counted. */
const counted = (count: Attention["count"], forms: Forms): string =>
  count === null ? forms.other.replaceAll("#", () => `More than ${numberText(MOST_COUNTED)}`) : plural(count, forms);

const forms: Readonly<Record<AttentionKind, Forms>> = {
  alarms: { one: `# alarm in the last ${ALARM_DAYS} days.`, other: `# alarms in the last ${ALARM_DAYS} days.` },
  break_glass_uses: {
    one: "# use of a break-glass code was not reviewed.",
    other: "# uses of break-glass codes were not reviewed.",
  },
  approvals: { one: "# login needs your approval.", other: "# logins need your approval." },
  enrolments: { one: "# machine is waiting to be admitted.", other: "# machines are waiting to be admitted." },
  rule_proposals: {
    one: "# set of rules is waiting for a second author.",
    other: "# sets of rules are waiting for a second author.",
  },
  recoveries: {
    one: "# recovery is waiting for a second administrator.",
    other: "# recoveries are waiting for a second administrator.",
  },
  quarantined: { one: "# machine is quarantined.", other: "# machines are quarantined." },
  break_glass_codes: {
    one: "Only # break-glass code is left. Print new ones.",
    other: "# break-glass codes are left. Print new ones.",
  },
  mail_off: {
    one: "This server sends no mail, so nobody is told of new machines and alarms.",
    other: "This server sends no mail, so nobody is told of new machines and alarms.",
  },
  mail_failed: { one: "# mail could not be delivered.", other: "# mails could not be delivered." },
  outlet_failing: {
    one: "The security log does not reach # of the places to which it is sent.",
    other: "The security log does not reach # of the places to which it is sent.",
  },
  archive_failed: {
    one: "The last run of the archive failed.",
    other: "The last run of the archive failed.",
  },
  metadata_failed: {
    one: "The metadata of authenticators could not be updated.",
    other: "The metadata of authenticators could not be updated.",
  },
  unfit_passkeys: {
    one: "# passkey does not meet the authenticator policy.",
    other: "# passkeys do not meet the authenticator policy.",
  },
  tickets_expiring: {
    one: `# enrolment ticket expires within ${SOON_HOURS} hours.`,
    other: `# enrolment tickets expire within ${SOON_HOURS} hours.`,
  },
  client_tickets_expiring: {
    one: `# registration ticket expires within ${SOON_HOURS} hours.`,
    other: `# registration tickets expire within ${SOON_HOURS} hours.`,
  },
  leases_ending: { one: "# lease ends within the hour.", other: "# leases end within the hour." },
};

const noCode = "There is no break-glass code that can be used. Print new ones.";

const links: Readonly<Record<AttentionKind, string>> = {
  alarms: "View alarms",
  break_glass_uses: "Review uses",
  approvals: "Review logins",
  enrolments: "Review machines",
  rule_proposals: "Review rules",
  recoveries: "Review recoveries",
  quarantined: "View machines",
  break_glass_codes: "Print codes",
  mail_off: "View mail",
  mail_failed: "View mail",
  outlet_failing: "View security log",
  archive_failed: "View archive",
  metadata_failed: "View metadata",
  unfit_passkeys: "View authenticators",
  tickets_expiring: "View enrolment tickets",
  client_tickets_expiring: "View registration tickets",
  leases_ending: "View leases",
};

const steps: Readonly<Record<FirstDayStep, { readonly title: string; readonly why: string }>> = {
  own_machine: { title: "Enrol your own machine", why: "You are signed in from it." },
  break_glass_codes: {
    title: "Print break-glass codes",
    why: "They admit a machine of an owner on the day when nobody can sign in.",
  },
  mail: {
    title: "Set up mail",
    why: "People get mail about new machines and alarms. The server's configuration says where mail goes.",
  },
  invitation: { title: "Invite the first person", why: "Create the person and give them an enrolment ticket." },
  second_owner: {
    title: "Add a second owner",
    why: "A recovery needs two administrators, and one owner can lose a machine.",
  },
  client: { title: "Register a client", why: "A client is a command line or an API of your own." },
  rules: {
    title: "Publish the first rules",
    why: "Rules say which logins need more than one touch, and which are refused.",
  },
  archive: {
    title: "Set up the archive",
    why: "Old logins and events move out of the database. The server's configuration says where to.",
  },
};

/** The texts of the console's overview. */
export const overviewTexts = {
  title: "Overview",
  lead: (role: string) => `You are signed in as ${role}. Every change that you make asks for your passkey.`,
  reading: "the overview",
  attention: {
    title: "Needs attention",
    nothing: "Nothing needs your attention.",
    sentence: ({ kind, count }: Pick<Attention, "kind" | "count">) =>
      kind === "break_glass_codes" && count === 0 ? noCode : counted(count, forms[kind]),
    next: (moment: ReactNode) => <>The next one: {moment}.</>,
    link: links,
  },
  settings: {
    title: "The processes of the server run with different settings",
    compared: (process: ReactNode) => (
      <>
        An answer depends on the process that gives it. The process at {process} compared itself with the others. These
        settings differ from its own:
      </>
    ),
    setting: ({ setting, processes }: { setting: ReactNode; processes: ReactNode }) => (
      <>
        {setting}, at {processes}
      </>
    ),
    processes: (processes: readonly string[]) => listText(processes),
    cure: "Give all processes the same configuration, and restart those that had another one.",
  },
  firstDay: {
    title: "Set up your server",
    progress: ({ done, all }: { done: number; all: number }) =>
      `${numberText(done)} of ${numberText(all)} steps are done.`,
    done: "Done",
    open: "To do",
    hide: "Hide this list",
    steps,
  },
  figures: {
    title: "Activity",
    reading: "the figures",
    choice: "Period",
    days: (days: number) => plural(days, { one: "# day", other: "# days" }),
    zone: (zone: string) =>
      `A login counts on the day on which it was started. Days begin at midnight in the time zone of this browser (${zone}).`,
    now: "Current state",
    showTable: "Show as table",
    showPicture: "Show as picture",
    /** A screen reader says this in place of a picture. */
    picture: (title: string) => `${title}, as bars. The table after it has all numbers.`,
    unit: { logins: "Logins", passkeys: "Passkeys", machines: "Machines", count: "Number" },
    day: "Day",
    others: "All others",
    total: ({ title, total }: { title: string; total: number }) => `${title}: ${numberText(total)}`,
  },
  logins: {
    title: "Logins per day",
    empty: "No login was started in this period. To try one, type “nearside login” on an enrolled machine.",
  },
  foreign: {
    title: "Logins opened on another machine",
    note: "A login can only be approved on the machine that started it. These were opened on another machine, or their person reported that somebody else started them.",
    opened: "Opened elsewhere",
    disowned: "Reported as not mine",
    empty: "No login was opened on another machine in this period. Each attempt raises an alarm and is shown here.",
  },
  refusals: {
    title: "Refused logins by reason",
    reason: "Reason",
    unknown: "Unknown",
    empty: "No login was refused in this period. To refuse some, publish a rule.",
  },
  programs: {
    title: "Most used programs",
    program: "Program",
    empty: "No program asked for a login in this period. Register a client to see it here.",
  },
  people: {
    title: "Enrolment progress",
    group: "People and tickets",
    enrolled: "Enrolled",
    notEnrolled: "Not enrolled yet",
    tickets: "Open tickets",
    empty: "There are no active people. Create one to begin.",
  },
  keys: {
    title: "Storage of machine keys",
    place: "Storage",
    note: "A key in a security chip (TPM) can't be copied, and its enrolment proved that it is there. “Keyring” and “File” are reported by the machine, not verified.",
    empty: "No machine is active. Make an enrolment ticket to add one.",
  },
  models: {
    title: "Authenticator models",
    model: "Model",
    /** A passkey with an AAGUID of zeros. */
    undisclosed: "Model not disclosed",
    empty: "No passkey is registered. Each enrolment registers one.",
  },
} as const;
