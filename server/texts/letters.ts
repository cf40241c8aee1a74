import { plural } from "@nearside/shared/text/amounts.ts";

// The mail that tells people what happens with their accounts. Each letter says what happened, and what to do for a reader who knows about it
// and for one who does not.

/** The values that a letter may use. Times and names of roles come in words. */
interface About {
  readonly name: string;
  readonly issuer: string;
  /** The number of things of the same kind that this letter gathers. */
  readonly count: number;
  readonly until: string | undefined;
  readonly role: { readonly from: string; readonly to: string };
  /** True if the person has just been created. */
  readonly isNew: boolean;
  /** The person who did it. */
  readonly by: string;
  /** The person who started what another person opened. */
  readonly starter: string;
  /** The id of the recovery to which the person may object. */
  readonly recovery: string | undefined;
  /** The page that hands out the command line and the extension. */
  readonly page: string;
}

interface Letter {
  readonly subject: string;
  readonly what: string;
  /** This is for a reader who knows about it already. */
  readonly ifYou: string;
  /** This is for a reader who does not. */
  readonly ifNot: string;
}

const NOTHING_TO_DO = "If this was you, or you know about it, you don't have to do anything.";
const TELL = "If you do not know about it, tell your administrator now.";
const TO_ADMINISTRATORS = "You get this message because every owner and administrator does.";
const CHECK_LOG = "check the security log";
const STRANGE_ADMINISTRATOR = `If none of you did it, another person has an administrator's rights: ${CHECK_LOG}.`;
const STRANGE_OWNER = `If none of you did it, another person has an owner's rights: ${CHECK_LOG}.`;
const READ_WORDS = "If this was you: read the six words in its terminal out to your administrator.";

const roleIsNow = (name: string, role: string): string => `The role of ${name} is now ${role}`;
const sentences = (...all: readonly (string | undefined)[]): string => all.filter(Boolean).join(" ");
const endsAt = (until: string | undefined): string | undefined =>
  until === undefined ? undefined : `It ends at ${until}.`;
const opensAt = (until: string | undefined): string | undefined =>
  until === undefined ? undefined : `It opens at ${until}.`;
const firstOf = ({ count, issuer }: About): string | undefined =>
  count === 1
    ? undefined
    : `This is the first of ${count} such logins: ${issuer}/console/log/events?topic=alarm lists all of them.`;
/** One of their passkeys stops it, on any machine. They can't sign in while their machines are quarantined. */
const objection = ({ issuer, recovery }: About, orTell: string): string =>
  recovery === undefined
    ? `If this was not you: ${orTell}.`
    : `If this was not you: stop it with one of your passkeys at ${issuer}/console/objections/${recovery} or tell your administrator now.`;

export const letters = {
  account_alarm: ({ name, issuer }: About): Letter => ({
    subject: `Alarm: ${name} says that something in their name was not theirs`,
    what: `${name} says that another person started a login, an enrolment or a sign-in in their name. The machine that it came from is quarantined, and its access has ended. ${TO_ADMINISTRATORS}`,
    ifYou: `Ask ${name} what happened, and not by answering this message: ${issuer}/console/log/events?topic=alarm shows what it was. Release the machine only when you know.`,
    ifNot: `If ${name} did not say it, another person uses their account: suspend them, and ${CHECK_LOG}.`,
  }),
  machine_waits: ({ name }: About): Letter => ({
    subject: `A machine waits to be admitted for ${name}`,
    what: "A machine was enrolled in your name. Until an administrator admits it, it can do nothing.",
    ifYou: READ_WORDS,
    ifNot:
      "If this was not you: read no words to anybody, and tell your administrator now. The person who enrolled it had a ticket that was made for you.",
  }),
  machine_added: ({ name, issuer }: About): Letter => ({
    subject: `A new machine can sign in as ${name}`,
    what: "From now on, logins that start on this machine can be approved there in your name.",
    ifYou: NOTHING_TO_DO,
    ifNot: `If this was not you: open ${issuer}/account on a machine that you trust, revoke this machine there, and tell your administrator.`,
  }),
  machine_removed: ({ name }: About): Letter => ({
    subject: `A machine can no longer sign in as ${name}`,
    what: "This machine was revoked, with all its browsers and passkeys. Its logins and tokens have ended.",
    ifYou: NOTHING_TO_DO,
    ifNot: TELL,
  }),
  machine_quarantined: ({ name }: About): Letter => ({
    subject: `A machine of ${name} was quarantined`,
    what: "Until it is released, this machine can't log in, and its tokens are refused.",
    ifYou: "If you know why, you don't have to do anything: everything works again when an administrator releases it.",
    ifNot: "If you do not know why, ask your administrator.",
  }),
  machine_released: ({ name }: About): Letter => ({
    subject: `A machine of ${name} can sign in again`,
    what: "This machine was quarantined. It was released now, and works as before.",
    ifYou: NOTHING_TO_DO,
    ifNot: TELL,
  }),
  browser_waits: ({ name }: About): Letter => ({
    subject: `A browser waits to be admitted for ${name}`,
    what: "Another browser was enrolled on your machine. Until an administrator admits it, it can approve nothing.",
    ifYou: READ_WORDS,
    ifNot:
      "If this was not you: read no words to anybody, and tell your administrator now. Another person may be using your machine.",
  }),
  browser_added: ({ name, issuer }: About): Letter => ({
    subject: `A new browser can approve logins of ${name}`,
    what: "From now on, this browser can approve logins that start on your machine.",
    ifYou: NOTHING_TO_DO,
    ifNot: `If this was not you: open ${issuer}/account on a machine that you trust, revoke this browser there, and tell your administrator.`,
  }),
  browser_removed: ({ name }: About): Letter => ({
    subject: `A browser can no longer approve logins of ${name}`,
    what: "This browser was revoked. Other browsers of the same machine can still approve its logins.",
    ifYou: NOTHING_TO_DO,
    ifNot: TELL,
  }),
  passkey_added: ({ name, issuer }: About): Letter => ({
    subject: `A new passkey can approve logins of ${name}`,
    what: "From now on, this passkey can approve logins of the machine below.",
    ifYou: NOTHING_TO_DO,
    ifNot: `If this was not you: open ${issuer}/account on a machine that you trust, remove this passkey there, and tell your administrator.`,
  }),
  passkey_removed: ({ name }: About): Letter => ({
    subject: `A passkey of ${name} was removed`,
    what: "This passkey can't approve anything any more, and what it had approved has ended.",
    ifYou: NOTHING_TO_DO,
    ifNot: TELL,
  }),
  login_elsewhere: ({ count }: About): Letter => ({
    subject: plural(count, {
      one: "A login was refused: started on another machine",
      other: "# logins were refused: started on another machine",
    }),
    what: plural(count, {
      one: "A login that was started on another machine was opened in your browser. It could not be approved there, and no token was issued.",
      other:
        "# logins that were started on another machine were opened in your browser. They could not be approved there, and no token was issued.",
    }),
    ifYou:
      "If you started it yourself on another machine of yours: approve it in a browser on that machine. You don't have to do anything else.",
    ifNot:
      "If somebody sent you a link, or asked you to open one or to enter a code: do not answer, and tell your administrator. Attackers trick people like that into approving a login for them.",
  }),
  foreign_login: ({ name, starter, count, issuer }: About): Letter => ({
    subject: plural(count, {
      one: "Alarm: a login was sent to another person for approval",
      other: "Alarm: # logins were sent to another person for approval",
    }),
    what: plural(count, {
      one: () =>
        `${starter} started a login on one machine, and ${name} opened it on another. It could not be approved there, and no token was issued. ${TO_ADMINISTRATORS}`,
      other: (number) =>
        `${starter} started a login on one machine, and ${name} opened it on another. It is the first of ${number} such logins. It could not be approved there, and no token was issued. ${TO_ADMINISTRATORS}`,
    }),
    ifYou: `If you know that ${name} opened it by mistake, you don't have to do anything.`,
    ifNot: `Otherwise ask ${name} how they got the link, and not on the way on which it came: attackers trick people like that into approving a login for them. ${issuer}/console/log/events?topic=alarm shows the command that started it, and there you can quarantine the machine at once.`,
  }),
  role_changed: ({ name, role }: About): Letter => ({
    subject: roleIsNow(name, role.to),
    what: `Your role was changed from ${role.from} to ${role.to}.`,
    ifYou: NOTHING_TO_DO,
    ifNot: TELL,
  }),
  ticket_made: ({ name, until, issuer, page }: About): Letter => ({
    subject: `You can enrol a machine as ${name}`,
    what: sentences(
      `A ticket was made for you. With it you enrol a machine, from which you then sign in as ${name}.`,
      "The ticket is not in this message: the person who made it gives it to you.",
      endsAt(until),
    ),
    ifYou: `If you expect it: open ${page} on the machine that you want to use, and do what it says. Then type "nearside enroll ${issuer}" in a terminal, give the user name ${name} and the ticket, and do what it says. At the end you read six words out to your administrator.`,
    ifNot:
      "If you do not expect a ticket: do not use one that somebody gives you, read no words to anybody, and ask your administrator.",
  }),
  address_changed: ({ name }: About): Letter => ({
    subject: `Notices to ${name} go to another address from now on`,
    what: "This is the last message about this account to this address.",
    ifYou: NOTHING_TO_DO,
    ifNot:
      "If you do not know about it, tell your administrator now: somebody may be trying to hide something from you.",
  }),
  approval_wanted: ({ name, until, issuer }: About): Letter => ({
    subject: `${name} asks you to approve a login as well`,
    what: sentences(
      "A rule of your organisation asks a second person to approve this login, and you are one of those who may.",
      endsAt(until),
      "Nothing in this message approves it.",
    ),
    ifYou: `Open ${issuer}/approvals on one of your computers: there your browser checks where the login comes from, and you approve it, refuse it, or ask a question.`,
    ifNot: `Do not believe anybody who asks you to approve in another way than on that page: ask ${name} in person.`,
  }),
  approval_refused: ({ name, by }: About): Letter => ({
    subject: `A login of ${name} was refused by another person`,
    what: `${by}, who was asked to approve it as well, refused. No token was issued.`,
    ifYou: "If you started it: read the reason, or ask, before you start it again.",
    ifNot: TELL,
  }),
  approval_expired: ({ name }: About): Letter => ({
    subject: `Nobody approved a login of ${name} in time`,
    what: "A rule of your organisation asks other people to approve it as well, and not enough of them did in time. No token was issued.",
    ifYou: "If you started it: tell the people whom the rule names, and start it again.",
    ifNot: TELL,
  }),
  approved_alone: (about: About): Letter => {
    const { name, until, count, issuer } = about;
    return {
      subject:
        until === undefined
          ? plural(count, {
              one: () => `Alarm: ${name} approved a login alone`,
              other: (number) => `Alarm: ${name} approved ${number} logins alone`,
            })
          : plural(count, {
              one: () => `Alarm: ${name} approved a login that others have to approve too`,
              other: (number) => `Alarm: ${name} approved ${number} logins that others have to approve too`,
            }),
      what:
        until === undefined
          ? sentences(
              `A rule lets ${name} approve this login without another person, and tells every owner and administrator.`,
              firstOf(about),
            )
          : sentences(
              "A rule tells every owner and administrator of this login. It waits for other people, whom another rule asks.",
              endsAt(until),
              firstOf(about),
            ),
      ifYou: NOTHING_TO_DO,
      ifNot: `Ask ${name}, and not by answering this message. ${issuer}/console/log/events?topic=alarm shows what was requested, and there you can quarantine the machine at once.`,
    };
  },
  recovery_started: (about: About): Letter => ({
    subject: `Somebody started a recovery for ${about.name}`,
    what: "An administrator says that you have lost your only machine and need to enrol another one. Your machines were quarantined. A second administrator has to agree before anything else happens.",
    ifYou:
      "If this was you, you don't have to do anything: you get another message when a second administrator agrees.",
    ifNot: objection(about, "tell your administrator before then"),
  }),
  recovery_agreed: (about: About): Letter => ({
    subject: `A second administrator agreed to a recovery for ${about.name}`,
    what: sentences(
      "A second administrator agreed that you may enrol another machine.",
      opensAt(about.until),
      "Until then you can stop it.",
    ),
    ifYou: "If this was you, wait until then, and ask your administrator for the ticket.",
    ifNot: objection(about, "tell your administrator before then"),
  }),
  recovery_ticket_made: (about: About): Letter => ({
    subject: `A ticket was made for the recovery of ${about.name}`,
    what: "The time in which you could object has passed, and a ticket was made with which another machine can be enrolled in your name. Until that machine is admitted, you can still stop it.",
    ifYou: "If this was you: enrol with the ticket, and read the six words out to your administrator.",
    ifNot: objection(about, "tell your administrator now"),
  }),
  recovery_objected: ({ name, issuer }: About): Letter => ({
    subject: `${name} stopped a recovery that was started in their name`,
    what: `A person with a passkey of ${name} says: this wasn't me, or it is no longer needed. The recovery gives no ticket any more.`,
    ifYou: `If you started it or agreed to it: find out who asked you. The security log at ${issuer}/console/log/events has what was said.`,
    ifNot: STRANGE_ADMINISTRATOR,
  }),
  break_glass_used: ({ name, issuer }: About): Letter => ({
    subject: "A break-glass code was used",
    what: `A break-glass code was used by or for ${name}. ${TO_ADMINISTRATORS}`,
    ifYou: `If you know about it: review it at ${issuer}/console.`,
    ifNot: "If none of you did it, another person has the break-glass codes: end the use, and make new codes.",
  }),
  person_role_changed: ({ name, role, isNew }: About): Letter => ({
    subject: roleIsNow(name, role.to),
    what: isNew
      ? `${name} is new, and was created with the role ${role.to}.`
      : `The role of ${name} was changed from ${role.from} to ${role.to}.`,
    ifYou: NOTHING_TO_DO,
    ifNot: STRANGE_OWNER,
  }),
  person_suspended: ({ name }: About): Letter => ({
    subject: `${name} was suspended`,
    what: `${name} can no longer sign in, and their logins have ended. Their machines stay enrolled.`,
    ifYou: NOTHING_TO_DO,
    ifNot: STRANGE_ADMINISTRATOR,
  }),
  person_restored: ({ name }: About): Letter => ({
    subject: `${name} was reactivated`,
    what: `${name} was suspended, and can sign in again now. What was ended stays ended.`,
    ifYou: NOTHING_TO_DO,
    ifNot: STRANGE_ADMINISTRATOR,
  }),
  person_offboarded: ({ name, issuer }: About): Letter => ({
    subject: `${name} was offboarded, and all their access has ended`,
    what: `Machines, passkeys, tokens and tickets of ${name} have ended for good. The report is at ${issuer}/console.`,
    ifYou: NOTHING_TO_DO,
    ifNot: STRANGE_ADMINISTRATOR,
  }),
  rules_published: ({ name, issuer }: About): Letter => ({
    subject: "Step-up rules were published",
    what: `Rules of ${name} are active now. They decide who may approve a login, and what an approval needs.`,
    ifYou: NOTHING_TO_DO,
    ifNot: `If none of you knows about it, another person has the rights of a rule author: ${issuer}/console/rules/history shows what was changed, and restores the earlier version at once.`,
  }),
  authenticator_policy_published: ({ name, issuer }: About): Letter => ({
    subject: "An authenticator policy was published",
    what: `${name} published a policy that decides which authenticators are accepted when a machine is enrolled. A policy that is too strict locks everybody out.`,
    ifYou: NOTHING_TO_DO,
    ifNot: `If none of you knows about it, another person has an administrator's rights: ${issuer}/console/authenticators/history shows what was changed. If nobody can enrol any more, run "nearside-server authenticators reset" on the server.`,
  }),
  metadata_source_changed: ({ name, issuer }: About): Letter => ({
    subject: "The source of authenticator metadata was changed",
    what: `${name} changed where the server learns which models of authenticators exist and which are broken, or removed the source: without one, no authenticator proves its model.`,
    ifYou: NOTHING_TO_DO,
    ifNot: `If none of you knows about it, another person has an administrator's rights: ${issuer}/console/authenticators/metadata shows the source, and lets you change it.`,
  }),
} as const;
