import { numberText, plural } from "@nearside/shared/text/amounts.ts";
import { reasonTexts } from "./change.tsx";

const logins = (count: number): string => plural(count, { one: "# waiting login", other: "# waiting logins" });
const credentials = (count: number): string => plural(count, { one: "# active login", other: "# active logins" });

/**
 * The texts about people who are suspended, removed or offboarded. `who` is plain text: "Alice Liddell (alice)"; `name`
 * is the name alone.
 */
export const leavingTexts = {
  ownersOnly: {
    title: "Suspend or offboard",
    says: "Only an owner can suspend, offboard or rename owners, administrators and rule authors.",
  },
  suspend: {
    title: "Suspend",
    says: "A suspended person can't log in anywhere, and their waiting and active logins end. Their machines stay enrolled, and you can reactivate the person later.",
    send: "Suspend",
    note: { label: "Reason", hint: reasonTexts.inLog },
    confirm: {
      title: (who: string): string => `Suspend ${who}?`,
      says: "All waiting and active logins of this person end at once, on every machine. You can reactivate the person later, but what has ended stays ended.",
    },
    done: (who: string, ended: { readonly logins: number; readonly credentials: number }): string =>
      `${who} is suspended. This ended ${logins(ended.logins)} and ${credentials(ended.credentials)}.`,
  },
  reactivate: {
    title: "Reactivate",
    says: "This person is suspended and can't log in.",
    send: "Reactivate",
    confirm: {
      title: (who: string): string => `Reactivate ${who}?`,
      says: "The person can log in again on the machines that are still active. What has ended stays ended.",
    },
    done: (who: string): string => `${who} can log in again.`,
  },
  remove: {
    title: "Remove",
    says: "This person never enrolled a machine, so you can remove them from the list of people. Their tickets end.",
    send: "Remove",
    confirm: {
      title: (who: string): string => `Remove ${who}?`,
      says: "The open tickets and group memberships of this person end. This can't be undone.",
    },
    done: (who: string): string => `${who} was removed.`,
  },
  offboard: {
    title: "Offboard",
    says: "Offboarding ends everything that this person has, at once and for good. The server signs a report about it.",
    send: "Offboard",
  },
  page: {
    somebody: "a person",
    title: (name: string): string => `Offboard ${name}`,
    titleDone: (name: string): string => `${name} is offboarded`,
    what: "the things that would end",
    ends: "Everything that will end",
    nothing: "Nothing will end. The name stays reserved for this person.",
    kinds: {
      machines: "Machines",
      browsers: "Browsers",
      passkeys: "Passkeys",
      sessions: "Console sessions",
      logins: "Waiting logins",
      enrolments: "Enrolments in progress",
      tickets: "Unused tickets",
      client_tickets: "Tickets for programs, made by this person",
      credentials: "Active logins, with their refresh tokens",
      access_tokens: "Valid access tokens",
      groups: "Groups",
      roles: "Role",
    },
    kind: (kind: string, count: number): string => `${kind} (${numberText(count)})`,
    thing: (name: string, ...more: readonly string[]): string => `${name} (${more.join(", ")})`,
    more: (count: number): string => plural(count, { one: "and # more", other: "and # more" }),
    says: "Everything ends at once and for good. If this person returns, create a new person with another name. Anything that they open before you confirm ends too.",
    note: { label: "Reason", hint: "It appears in the security log and in the report." },
    confirm: {
      title: (who: string): string => `Offboard ${who}?`,
      says: (name: string): string => `Everything that ${name} has ends for good. The server signs a report about it.`,
    },
    done: (name: string): string => `${name} is offboarded.`,
    ended: (name: string): string => `${name} is offboarded, and everything has ended`,
    changed: "Something changed after this page was opened. Everything that existed when you confirmed has ended.",
  },
  report: {
    title: "Report",
    what: "the report",
    says: (
      <>
        The report lists each thing that ended, when, by whom, and its entry in the security log. This server signed it.
        Anybody can verify the file offline with <code>nearside verify</code>.
      </>
    ),
    save: "Save the report",
    saveSigned: "Save only the signed report (JWS)",
  },
} as const;
