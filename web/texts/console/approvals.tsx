import { plural } from "@nearside/shared/text/amounts.ts";
import type { ReactNode } from "react";

/** Requests of other people that wait for the signed-in person as a second approver. */
export const approvalsTexts = {
  title: "Approvals",
  lead: "Other people have approved these logins for themselves. A rule asks for the approval of a second person too.",
  reading: "the approvals",
  waiting: { title: "Waiting for you", none: "Nothing is waiting for you. This page checks again by itself." },
  recent: { title: "Decided recently", none: "You have not decided anything recently." },
  line: ({ command, place }: { command: ReactNode; place: ReactNode }) => (
    <>
      {command} on {place}
    </>
  ),
  asked: ({ client, time }: { client: ReactNode; time: ReactNode }) => (
    <>
      {client}, requested {time}
    </>
  ),
  approvedOf: ({ have, of }: { have: number; of: number }) => `${have} of ${of} approved`,
  stillInUse: "still in use",

  states: {
    notAsked: "Not asked yet",
    waiting: "Waiting",
    approved: "Approved",
    denied: "Refused",
    expired: "Expired",
    withdrawn: "Withdrawn",
    refused: "Refused by the server",
  },

  one: {
    title: "Approval",
    titleOf: ({ person }: { person: string }) => `${person} asks for your approval`,
    reading: "the request",

    notAsked: {
      title: "You are not asked to approve this",
      text: "Others have decided it, the person who asked withdrew it, it has expired, or no rule names you for it any more. You are never asked about a login that you started, or that was started on your machine.",
    },

    asked: {
      title: "Request",
      state: "State",
      person: "Person",
      command: "Command",
      commandIn: ({ command, folder }: { command: ReactNode; folder: ReactNode }) => (
        <>
          {command} in {folder}
        </>
      ),
      machine: "Machine",
      place: "Runs on",
      program: "Program",
      notVerified: ({ name }: { name: ReactNode }) => <>{name} (not verified by the server)</>,
      scopes: "Scopes",
      noScope: "No scope",
      apis: "APIs",
      noApi: "No particular API",
      reason: "Reason",
      ticket: "Ticket",
      requested: "Requested",
      approved: "Approved",
      have: ({ have, of }: { have: number; of: number }) => `${have} of ${of}`,
      haveWithTime: ({ have, of, left }: { have: number; of: number; left: string }) =>
        `${have} of ${of}, ${left} left`,
      refused: "Refused",
      refusedBy: ({ person }: { person: ReactNode }) => <>by {person}</>,
      refusedByBecause: ({ person, reason }: { person: ReactNode; reason: ReactNode }) => (
        <>
          by {person}: {reason}
        </>
      ),
    },

    questions: {
      title: "Questions",
      youAsked: "You asked",
      asked: ({ person }: { person: string }) => `${person} asked`,
      noAnswer: ({ person }: { person: ReactNode }) => <>{person} has not answered yet.</>,
      answered: ({ person, answer }: { person: ReactNode; answer: ReactNode }) => (
        <>
          {person} answered: {answer}
        </>
      ),
    },

    place: {
      container: ({ name }: { name: ReactNode }) => <>the container {name}</>,
      unknownHost: "an unknown host",
      inContainer: ({ place }: { place: ReactNode }) => <>{place}, on the machine that vouches for it</>,
      overSsh: ({ place }: { place: ReactNode }) => <>{place}, reached by SSH from the machine that vouches for it</>,
      containerIs: ({ id, name }: { id: ReactNode; name: ReactNode }) => (
        <>
          Its id is {id}. It calls itself {name}.
        </>
      ),
      enrolled: ({ name }: { name: ReactNode }) => (
        <>Your organisation enrolled its key under this name. It calls itself {name}.</>
      ),
      claimed: ({ name }: { name: ReactNode }) => (
        <>
          That machine's known_hosts file has its key under this name. Your organisation does not know the key. It calls
          itself {name}.
        </>
      ),
      unknown: ({ name }: { name: ReactNode }) => (
        <>Neither your organisation nor that machine's known_hosts file has its key. It calls itself {name}.</>
      ),
      beyond: ({ hosts }: { hosts: ReactNode }) => (
        <>Hosts behind it, reported by that host and not verified: {hosts}</>
      ),
    },
  },

  answer: {
    title: "Your answer",
    verifying: "Your extension is verifying what was signed…",
    reading:
      "Answer in the Nearside window that has opened. It shows what was signed. If this page shows anything else, refuse there, and tell your administrator.",
    touching: "Touch your authenticator: your passkey signs what you have just read.",
    sending: "Your answer is being sent…",
    stop: "Stop",
    lead: ({ person }: { person: ReactNode }) => (
      <>
        {person} has already approved this, and is waiting for you. Each button opens Nearside's own window, which
        verifies every signature and shows what was signed. You answer there.
      </>
    ),
    approve: "Approve",
    touchAgain: "Touch again",
    refuse: "Refuse with a reason",
    ask: "Ask",
    done: {
      approve: "You approved this request.",
      refuse: "You refused this request. Your reason was sent.",
      ask: "Your question was sent. The answer appears on this page.",
    },
  },

  notYet: {
    short: "you do not count yet",
    title: "You do not count for this login yet",
    why: ({ person, time }: { person: ReactNode; time: ReactNode }) => (
      <>
        {person} admitted you or your machine a short while ago, or a break-glass code did. A rule counts you for the
        logins of {person} {time}.
      </>
    ),
    soon: "You can answer on this page then. Somebody else whom the rule names may be able to answer now.",
    tooLate: "This login ends before that. Somebody else whom the rule names may be able to answer it.",
  },

  over: {
    title: "Nothing left to answer",
    approved: "Enough people have approved it. The program is fetching its token.",
    redeemed: "Enough people have approved it. The program has its token.",
    denied: "It was refused, and no token was issued.",
    expired: "Not enough people answered in time. The person has to ask again.",
    withdrawn: "The person who asked withdrew it.",
    refused: "The server refused it, because the machine, a key or a rule changed meanwhile.",
    stillWaiting: "You have answered it. It is waiting for more people.",
    youApproved: ({ time }: { time: ReactNode }) => <>You approved it {time}.</>,
    youRefused: ({ time }: { time: ReactNode }) => <>You refused it {time}.</>,
    youRefusedBecause: ({ time, reason }: { time: ReactNode; reason: ReactNode }) => (
      <>
        You refused it {time}: {reason}
      </>
    ),
  },

  tokens: {
    title: "Logins by this approval",
    none: "None of its tokens works any more.",
    login: (of: { person: string; since: ReactNode; until: ReactNode }) => (
      <>
        Login of {of.person}, issued {of.since}, expires {of.until} at the latest
      </>
    ),
    end: "End",
    confirm: ({ person }: { person: string }) => `End what ${person} got by your approval?`,
    text: ({ person }: { person: string }) =>
      `Its tokens stop working now. APIs that ask this server know at once. Other APIs know within minutes, when the access token expires. ${person} has to ask again.`,
    done: ({ logins }: { logins: number }) => plural(logins, { one: "# login ended.", other: "# logins ended." }),
  },
} as const;
