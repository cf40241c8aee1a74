import { getPage } from "@nearside/shared/api/parts.ts";
import { ROLE_NAMES, type Role, roleSchema } from "@nearside/shared/roles.ts";
import * as v from "valibot";
import { NO_ROLE, type Notice, type NoticeFacts, type NoticeKind } from "./notice.ts";

// Each notice says what happened and what to do. `write-letter.ts` adds the sentences around it.

interface Letter {
  readonly subject: string;
  readonly what: string;
  /** For a reader who knows about it already. */
  readonly ifYou: string;
  /** For a reader who does not. */
  readonly ifNot: string;
}

const NOTHING_TO_DO = "If this was you, or you know of it, there is nothing to do.";

/** The facts that a letter may use. */
interface LetterInput {
  readonly name: string;
  readonly facts: NoticeFacts;
  readonly count: number;
  readonly issuer: string;
}

/** The facts of a letter that was gathered are those of the first one. */
const firstOf = (count: number, issuer: string): string =>
  count === 1 ? "" : ` It is the first of ${count} such logins: ${issuer}/console/log?topic=alarm lists all of them.`;
const endIt = ({ issuer }: LetterInput, what: string): string =>
  `If it was not you: open ${issuer}/account on a machine that you trust, end ${what} there, and tell your administrator.`;
const TELL = "If you know nothing of it, tell your administrator now.";

const LETTERS: Readonly<Record<NoticeKind, (input: LetterInput) => Letter>> = {
  account_alarm: ({ name, issuer }) => ({
    subject: `Alarm: ${name} says that something in their name was not theirs`,
    what: `${name} says that a login, an enrolment or a sign-in in their name was somebody else's. The machine that it came from is quarantined, and what it gave has ended. You get this because every owner and administrator does.`,
    ifYou: `Find out on another way than this what happened, with ${name} themselves: ${issuer}/console/log?topic=alarm says what it was. Release the machine only once you know.`,
    ifNot: `If ${name} did not say it, somebody else is in their account: suspend them, and look into the security log.`,
  }),
  machine_waits: ({ name }) => ({
    subject: `A machine waits to be let in as ${name}`,
    what: "A machine was enrolled in your name. Until an administrator lets it in, it can do nothing.",
    ifYou: "If this was you: read the six words in its terminal out to your administrator.",
    ifNot:
      "If it was not you: read no words to anybody, and tell your administrator now. Whoever enrolled it had a ticket that was made for you.",
  }),
  machine_added: (input) => ({
    subject: `A new machine can sign in as ${input.name}`,
    what: "From now on, logins that start on this machine can be approved there in your name.",
    ifYou: NOTHING_TO_DO,
    ifNot: endIt(input, "the machine"),
  }),
  machine_removed: ({ name }) => ({
    subject: `A machine can no longer sign in as ${name}`,
    what: "This machine was removed, with every browser and passkey enrolled on it. What it was signed in to has ended.",
    ifYou: NOTHING_TO_DO,
    ifNot: TELL,
  }),
  machine_quarantined: ({ name }) => ({
    subject: `A machine of ${name} was quarantined`,
    what: "Until it is released, this machine signs in to nothing, and nothing that it had counts.",
    ifYou: "If you know why, there is nothing to do: it goes on as it was once an administrator releases it.",
    ifNot: "If you know nothing of it, ask your administrator.",
  }),
  machine_released: ({ name }) => ({
    subject: `A machine of ${name} can sign in again`,
    what: "This machine had been quarantined. It was released, and goes on as it was.",
    ifYou: NOTHING_TO_DO,
    ifNot: TELL,
  }),
  browser_waits: ({ name }) => ({
    subject: `A browser waits to be let in as ${name}`,
    what: "A further browser was enrolled on your machine. Until an administrator lets it in, it can approve nothing.",
    ifYou: "If this was you: read the six words in its terminal out to your administrator.",
    ifNot:
      "If it was not you: read no words to anybody, and tell your administrator now. Somebody else may be using your machine.",
  }),
  browser_added: (input) => ({
    subject: `A new browser can approve logins of ${input.name}`,
    what: "From now on, this browser can approve logins that start on your machine.",
    ifYou: NOTHING_TO_DO,
    ifNot: endIt(input, "the browser"),
  }),
  browser_removed: ({ name }) => ({
    subject: `A browser can no longer approve logins of ${name}`,
    what: "This browser was removed. Others of the same machine can still approve its logins.",
    ifYou: NOTHING_TO_DO,
    ifNot: TELL,
  }),
  passkey_added: (input) => ({
    subject: `A new passkey can approve logins of ${input.name}`,
    what: "From now on, this passkey can approve logins of the machine below.",
    ifYou: NOTHING_TO_DO,
    ifNot: endIt(input, "the passkey"),
  }),
  passkey_removed: ({ name }) => ({
    subject: `A passkey of ${name} was removed`,
    what: "This passkey approves nothing any more, and what it had approved has ended.",
    ifYou: NOTHING_TO_DO,
    ifNot: TELL,
  }),
  login_elsewhere: ({ count }) => ({
    subject: `${count === 1 ? "A login was" : `${count} logins were`} refused: started on another machine`,
    what: `${count === 1 ? "A login that was" : `${count} logins that were`} started on another machine came to a browser of yours. It could not be approved there, and nobody was let in.`,
    ifYou:
      "If you started it yourself, on another machine of yours: approve it in a browser on that machine. Nothing else is needed.",
    ifNot:
      "If somebody sent you a link, or asked you to open one or to enter a code: do not answer, and tell your administrator. That is how people are tricked into letting somebody else in.",
  }),
  foreign_login: ({ name, facts, count, issuer }) => {
    const starter = facts.started?.name ?? "somebody";
    return {
      subject: `Alarm: ${count === 1 ? "a login was" : `${count} logins were`} sent to somebody else to approve`,
      what: `${starter} started a login on one machine, and ${name} opened it on another.${count === 1 ? "" : ` It is the first of ${count} such logins.`} It could not be approved there, and nobody was let in. You get this because every owner and administrator does.`,
      ifYou: `If you know that ${name} opened it by mistake, there is nothing to do.`,
      ifNot: `Else ask ${name} how the link came to them, by another way than it came: that is how people are tricked into letting somebody else in. ${issuer}/console/log?topic=alarm says with which command it was started, and there you can quarantine the machine at once.`,
    };
  },
  role_changed: ({ name, facts }) => ({
    subject: `The role of ${name} is now ${roleName(facts.role?.to)}`,
    what: `Your role was changed from ${roleName(facts.role?.from)} to ${roleName(facts.role?.to)}.`,
    ifYou: NOTHING_TO_DO,
    ifNot: TELL,
  }),
  ticket_made: ({ name, facts, issuer }) => ({
    subject: `You can enrol a machine as ${name}`,
    what: `A ticket was made for you. With it you enrol a machine, from which you then sign in as ${name}. It is not in this message: whoever made it hands it to you.${ends(facts.until)}`,
    ifYou: `If you expect it: open ${getPage(issuer)} on the machine that you want to use and do what it says there; then type "nearside enroll ${issuer}" in a terminal, give the name ${name} and the ticket, and do what it says. At the end you read six words out to your administrator.`,
    ifNot:
      "If you expect no ticket: use none that somebody gives you, read no words to anybody, and ask your administrator.",
  }),
  address_changed: ({ name }) => ({
    subject: `Notices to ${name} go to another address from now on`,
    what: "This is the last message about this account that comes to this address.",
    ifYou: NOTHING_TO_DO,
    ifNot: "If you know nothing of it, tell your administrator now: somebody may be trying to keep things from you.",
  }),
  approval_wanted: ({ name, facts, issuer }) => ({
    subject: `${name} asks you to approve a login as well`,
    what: `A rule of your organisation has somebody else approve this login too, and names you.${ends(facts.until)} Nothing in this message approves it.`,
    ifYou: `Open ${issuer}/approvals on a computer of yours: there your browser checks where the login comes from, and you approve it, refuse it, or ask back.`,
    ifNot: `Whoever has asked you to approve by another way than that page is not to be believed: ask ${name} in person.`,
  }),
  approval_refused: ({ name, facts }) => ({
    subject: `A login of ${name} was refused by another person`,
    what: `${facts.by ?? "Somebody"}, who was asked to approve it as well, said no. Nothing was granted.`,
    ifYou: "If you started it: read what was said, or ask, before you start it again.",
    ifNot: TELL,
  }),
  approval_expired: ({ name }) => ({
    subject: `Nobody approved a login of ${name} in time`,
    what: "A rule of your organisation asks for other people to approve it as well, and not enough of them did in time. Nothing was granted.",
    ifYou: "If you started it: tell those whom the rule names, and start it again.",
    ifNot: TELL,
  }),
  approved_alone: ({ name, facts, count, issuer }) => ({
    ...(facts.until === undefined
      ? {
          subject: `Alarm: ${name} approved ${count === 1 ? "a login" : `${count} logins`} alone`,
          what: `A rule lets ${name} approve this login without another person, and has every owner and administrator told.${firstOf(count, issuer)}`,
        }
      : {
          subject: `Alarm: ${name} approved ${count === 1 ? "a login" : `${count} logins`} that others have to approve too`,
          what: `A rule has every owner and administrator told of this login. It waits for other people, whom another rule asks.${ends(facts.until)}${firstOf(count, issuer)}`,
        }),
    ifYou: NOTHING_TO_DO,
    ifNot: `Ask ${name}, by another way than this. ${issuer}/console/log?topic=alarm says what was asked for, and there the machine is quarantined at once.`,
  }),
  recovery_started: (input) => ({
    subject: `Somebody started a recovery for ${input.name}`,
    what: "Somebody says that you have lost your only machine, and that you need to enrol another one. Your machines were quarantined. A second administrator has to agree before anything else happens.",
    ifYou: "If this was you, there is nothing to do: you get another message once it is agreed to.",
    ifNot: objection(input),
  }),
  recovery_agreed: (input) => ({
    subject: `A second administrator agreed to a recovery for ${input.name}`,
    what: `A second administrator agreed that you may enrol another machine.${opens(input.facts.until)} Until then you can stop it.`,
    ifYou: "If this was you, wait until then, and ask your administrator for the ticket.",
    ifNot: objection(input),
  }),
  recovery_ticket_made: (input) => ({
    subject: `A ticket was made for the recovery of ${input.name}`,
    what: "The time in which you could say no is over, and the ticket was made with which another machine is enrolled in your name. Until that machine is let in, you can still stop it.",
    ifYou: "If this was you: enrol with the ticket, and read the six words out to your administrator.",
    ifNot: objection(input, "now"),
  }),
  recovery_objected: ({ name, issuer }) => ({
    subject: `${name} stopped a recovery that was started in their name`,
    what: `Somebody with a passkey of ${name} says: this wasn't me, or it is not needed any more. No ticket can be had any more.`,
    ifYou: `If you stand for it: find out who asked you. What was said is in the security log at ${issuer}/console/log.`,
    ifNot: "If nobody among you began it, somebody else has an administrator's rights: look into the security log.",
  }),
  break_glass_used: ({ name, issuer }) => ({
    subject: "A break-glass code was used",
    what: `A sealed code, made for emergencies, was used by or for ${name}. You get this because every owner and administrator does.`,
    ifYou: `If you know of it: review it at ${issuer}/console.`,
    ifNot: "If nobody among you did it, somebody has the sealed codes: end what it opened, and make new codes.",
  }),
  person_role_changed: ({ name, facts: { role } }) => ({
    subject: `The role of ${name} is now ${roleName(role?.to)}`,
    what:
      role?.from === NO_ROLE
        ? `${name} is new here, and was given the role ${roleName(role.to)} from the first.`
        : `The role of ${name} was changed from ${roleName(role?.from)} to ${roleName(role?.to)}.`,
    ifYou: NOTHING_TO_DO,
    ifNot: "If nobody among you did it, somebody else has an owner's rights: look into the security log.",
  }),
  person_suspended: ({ name }) => ({
    subject: `${name} was suspended`,
    what: `${name} can no longer sign in, and what they had open has ended. Their machines stay enrolled.`,
    ifYou: NOTHING_TO_DO,
    ifNot: "If nobody among you did it, somebody else has an administrator's rights: look into the security log.",
  }),
  person_restored: ({ name }) => ({
    subject: `${name} was let in again`,
    what: `${name} had been suspended and can sign in again. What was ended stays ended.`,
    ifYou: NOTHING_TO_DO,
    ifNot: "If nobody among you did it, somebody else has an administrator's rights: look into the security log.",
  }),
  person_offboarded: ({ name, issuer }) => ({
    subject: `${name} has left, and everything of theirs has ended`,
    what: `Machines, passkeys, tokens and tickets of ${name} are ended for good. The report is at ${issuer}/console.`,
    ifYou: NOTHING_TO_DO,
    ifNot: "If nobody among you did it, somebody else has an administrator's rights: look into the security log.",
  }),
  rules_published: ({ name, issuer }) => ({
    subject: "Step-up rules were published",
    what: `Rules of ${name} are in force now. They say who may approve a login, and what it takes.`,
    ifYou: NOTHING_TO_DO,
    ifNot: `If nobody among you knows of it, somebody else has the rights of a rule author: ${issuer}/console/rules/history says what was changed, and brings the version before back at once.`,
  }),
  authenticator_policy_published: ({ name, issuer }) => ({
    subject: "An authenticator policy was published",
    what: `${name} published a policy that says which authenticators are taken when a machine is enrolled. A policy that is too strict lets nobody in any more.`,
    ifYou: NOTHING_TO_DO,
    ifNot: `If nobody among you knows of it, somebody else has an administrator's rights: ${issuer}/console/authenticators/history says what was changed. If nobody can enrol any more, type "nearside-server authenticators reset" on the server.`,
  }),
  metadata_source_changed: ({ name, issuer }) => ({
    subject: "Metadata of authenticators comes from elsewhere now",
    what: `${name} changed where the server learns who makes an authenticator and which models are broken, or said that it comes from nowhere: then no make is proven any more.`,
    ifYou: NOTHING_TO_DO,
    ifNot: `If nobody among you knows of it, somebody else has an administrator's rights: ${issuer}/console/authenticators/metadata says where it comes from, and takes another source.`,
  }),
};

export const letterOf = ({ kind, facts, count }: Notice, issuer: string): Letter =>
  LETTERS[kind]({ name: facts.person.name, facts, count, issuer });

/** Names a role as the console does. A role of an old version has no name. */
function roleName(role: string | undefined): string {
  const present: Role | undefined = v.is(roleSchema, role) ? role : undefined;
  return present === undefined ? "another one" : ROLE_NAMES[present];
}

/** One of their passkeys stops it, on any machine. They can't sign in while their machines are quarantined. */
const objection = ({ issuer, facts }: LetterInput, by: "before then" | "now" = "before then"): string =>
  facts.recovery === undefined
    ? `If it was not you: tell your administrator ${by}.`
    : `If it was not you: stop it with a passkey of yours at ${issuer}/console/objections/${facts.recovery} or tell your administrator now.`;

const ends = (until: number | undefined): string => (until === undefined ? "" : ` It ends at ${timeInLetters(until)}.`);

const opens = (until: number | undefined): string =>
  until === undefined ? "" : ` It opens at ${timeInLetters(until)}.`;

/** `2026-11-24 12:00:05 UTC`. @param at epoch milliseconds */
export const timeInLetters = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`;
