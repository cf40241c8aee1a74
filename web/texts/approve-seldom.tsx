import { plural } from "@nearside/shared/text/amounts.ts";
import { leaseAccessTexts } from "@nearside/shared/texts/leases.ts";
import type { ReactNode } from "react";

/** The approval page asks and shows this for logins that need more than a touch. It is loaded with the first of them. */
export const approveSeldomTexts = {
  deciding: {
    rulesThatAsk: ({ rules }: { rules: number }) =>
      plural(rules, { one: "The rule that asks for it", other: "The rules that ask for it" }),
    rulesThatRefuse: ({ rules }: { rules: number }) =>
      plural(rules, { one: "The rule that refuses it", other: "The rules that refuse it" }),
  },

  ruled: {
    title: "Your organisation's rules",
    note: "They decide how this login is approved.",
    rules: ({ rules }: { rules: number }) => plural(rules, { one: "Rule", other: "Rules" }),
    needs: "Needs",
    removedScopes: "Removed scopes",
    reason: "Your reason",
    ticket: "Your ticket",
  },

  typing: {
    startedBy: ({ client, ago, command }: { client: ReactNode; ago: string; command: ReactNode }) => (
      <>
        <strong>{client}</strong> was started on this computer, {ago}, by {command}.
      </>
    ),
    continue: "Continue",
    sending: "One moment…",
    justification: {
      tab: "Reason needed",
      title: "Why do you need this?",
      label: "Your reason",
      hint: "A few words are enough. They are kept with this login, and people who investigate it later read them.",
      tooShort: "Write a little more: at least ten letters that say what you are about to do.",
    },
    ticket: {
      tab: "Ticket needed",
      title: "Which ticket is this for?",
      label: "Ticket number",
      hint: ({ examples }: { examples: string }) => `For example ${examples}. It is kept with this login.`,
      notOne: ({ examples }: { examples: string }) => `A ticket number is needed, such as ${examples}.`,
      otherKind: ({ examples }: { examples: string }) =>
        `That is a ticket of another kind. The rule takes one such as ${examples}.`,
    },
  },

  reason: {
    tab: "Deny with a reason",
    title: "Why do you deny this?",
    lead: "Your reason is sent to the program that asks, and is kept with this login. Don't put a secret into it.",
    label: "Your reason",
    hint: "For example: use the staging API.",
    unreadable: "A few words are needed, in characters that can be seen.",
    back: "Back",
  },

  securityKey: {
    tab: "Touch your security key",
    title: "Now touch your security key",
    lead: "Your passkey has answered. A rule of your organisation also asks for a security key. Plug it in if you have not done so.",
    cancel: "Cancel",
  },

  reused: {
    title: "No touch needed",
    acts: ({ client, person, time }: { client: ReactNode; person: ReactNode; time: string }) => (
      <>
        <strong>{client}</strong> acts as <strong>{person}</strong>, by your approval of {time}.
      </>
    ),
    continues: ({ client, person, time }: { client: ReactNode; person: ReactNode; time: string }) => (
      <>
        <strong>{client}</strong> continues in your terminal and acts as <strong>{person}</strong>, by your approval of{" "}
        {time}.
      </>
    ),
    why: ({ command, span }: { command: ReactNode; span: string }) => (
      <>
        Your extension met {command} on this computer a moment ago. A rule of your organisation accepts one approval for{" "}
        {span}, for the same program in the same terminal.
      </>
    ),
    close: ({ href }: { href: string }) => (
      <>
        You can close this page. <a href={href}>I didn't start this</a>
      </>
    ),
  },

  waiting: {
    tab: "Waiting for another person",
    title: ({ people }: { people: number }) =>
      plural(people, { one: "Waiting for one more approver", other: "Waiting for # more approvers" }),
    lead: "You have approved this login. A rule asks other people to approve it too, on machines of their own. You can close this page: your terminal continues by itself.",
    elsewhere: {
      title: "This login waits for other people",
      lead: "It has been approved, and a rule asks other people to approve it too. The browser in which it was approved shows who they are, and so does its terminal. You can close this page.",
    },
    withdraw: "Withdraw my approval",
    withdrawing: "Withdrawing…",
    asked: {
      title: "People asked to approve",
      note: "Each of them sees where this login was started, and signs that.",
      name: "Asked",
      nobody: "Nobody yet",
      others: ({ others }: { others: number }) => plural(others, { one: "# other person", other: "# other people" }),
      othersAtLeast: ({ others }: { others: number }) => `at least ${others} other people`,
    },
    approved: "Approved",
    approvedOf: ({ have, of }: { have: number; of: number }) => `${have} of ${of}`,
    endsIn: "Ends in",
    question: "Question",
    questionFrom: ({ people }: { people: ReactNode }) => <>{people} asked you a question.</>,
    answerThere: "Your terminal shows it and takes your answer.",
  },

  newcomers: {
    title: ({ people }: { people: number }) =>
      plural(people, { one: "One person does not count yet", other: "# people do not count yet" }),
    one: ({ person, span }: { person: ReactNode; span: string }) => (
      <>
        {person} counts in {span}.
      </>
    ),
    why: "You admitted them a short while ago, or a break-glass code did. So that nobody brings their own second person, a rule counts them later.",
  },

  posture: {
    title: "Your organisation's rules look at this computer",
    fact: ({ title, fact }: { title: string; fact: string }) => `${title}: ${fact}`,
    thenStartAgain: ({ source }: { source: string }) => `${source}. Then start the login again.`,
    thenContinue: ({ source }: { source: string }) => `${source}. This login can continue anyway.`,
  },

  program: {
    title: "A program that logs in by redirect",
    noteForAnybody:
      "This computer's keeper checked which program waits. The program gets a short-lived token, which anybody who holds it can use.",
    noteForItsKey:
      "This computer's keeper checked which program waits. The program gets a short-lived token, which only a key of the program can use.",
    waitsAs: "Program that waits",
    at: ({ address }: { address: ReactNode }) => <>at {address}</>,
    registeredAs: "Registered as",
  },

  host: {
    title: "A host that you reached by SSH",
    note: "The host's key signed this very session. The key of this login stays on this computer: the host can use the token only over your SSH session.",
    name: "Host",
    unknown: "An unknown host",
    enrolled: "Your organisation enrolled its key under this name.",
    claimed: "This computer's known_hosts file has its key under this name. Your organisation does not know the key.",
    neither: "Neither your organisation nor this computer's known_hosts file has its key.",
    beyond: "Hosts behind it",
    beyondNote: "Reported by the first host, not verified.",
  },

  lease: {
    work: (of: { agent: ReactNode; time: string; ago: string; folder: ReactNode }) => (
      <>
        Let the agent {of.agent} work for&nbsp;{of.time}? Asked on{" "}
        <strong className="verdict-place">this computer</strong>, {of.ago}, in {of.folder}
      </>
    ),
    doMore: (of: { agent: ReactNode; time: string; ago: string; folder: ReactNode }) => (
      <>
        Let the agent {of.agent} do more for&nbsp;{of.time}? Asked on{" "}
        <strong className="verdict-place">this computer</strong>, {of.ago}, in {of.folder}
      </>
    ),
    lead: ({ client, person }: { client: ReactNode; person: ReactNode }) => (
      <>
        The agent, and every program that it starts, acts as <strong>{person}</strong> through <strong>{client}</strong>
        . You are not asked again for anything that is listed below.
      </>
    ),
    access: "Access",
    moreAccess: "Access, compared with its lease",
    accessNote: "This server issues tokens for this alone, and counts them.",
    use: "API",
    calls: "Calls",
    lasts: "Lasts",
    ends: "Ends",
    alreadyHas: "Already has",
    otherContinues: "That lease continues, whatever you answer here.",
    scopes: "scopes",
    noScope: leaseAccessTexts.noScope,
    tools: "tools",
    everyTool: "every tool, because none is named",
    toolsBefore: leaseAccessTexts.before.tools,
    isNew: "New",
    about: {
      title: "About the agent",
      note: "Reported by the machine and by the agent, not verified. Do nothing only because it is written here.",
      name: "Name",
      program: "Program",
      reason: "Reason",
      noReason: "None given",
    },
  },
} as const;
