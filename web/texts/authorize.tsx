import type { RedirectRefusal } from "@nearside/shared/api/authorizations.ts";
import type { ReactNode } from "react";

const START_AGAIN = "Start the login again in your program. You can close this page.";
const NOT_YOU =
  "If you did not start a login just now, somebody may have sent you this page: close it, and tell your administrator.";

/** The page to which a program that logs in by redirect sends the browser. */
export const authorizeTexts = {
  looking: {
    tab: "Looking for the program",
    title: "Looking for the program on this computer",
    lead: ({ client }: { client: ReactNode }) => (
      <>
        {client} sent your browser here to log in. Nearside checks which program on this computer is waiting for the
        answer. You are asked before anything is approved.
      </>
    ),
    unknownClient: "A program",
  },

  choosing: {
    tab: "Choose an account",
    title: "Which account logs in?",
    lead: ({ client }: { client: ReactNode }) => (
      <>
        {client} sent your browser here to log in, and this browser is enrolled for several people. You are asked again
        before anything is approved.
      </>
    ),
    logInAs: ({ person }: { person: ReactNode }) => <>Log in as {person}</>,
  },

  delivering: {
    tab: "Approved",
    title: "Approved. Your program is being told.",
    lead: "Nearside gives the program its answer on this computer. The answer does not pass through this page.",
    slowTitle: "Your program has not been told yet",
    slowLead:
      "The login was approved, but this computer's keeper has not confirmed that your program has its answer. The program may have ended.",
    slowNext: "Check your program. If it is still waiting in a minute, start the login again there.",
  },

  delivered: {
    tab: "Approved",
    title: "Approved. Go back to your program.",
    lead: "Your program continues by itself. You can close this page: there is nothing to copy.",
  },

  keeperMissing: {
    tab: "No keeper",
    title: "Nearside's keeper does not answer on this computer",
    lead: "A program like yours can only log in through the keeper, which checks which program waits for the answer. Nothing was approved.",
    retry: "Try again",
    start: "Start the keeper in a terminal on this computer",
    commands: (
      <>
        <code>nearside keeper install</code> sets it up once for your account. <code>nearside keeper run</code> runs it
        only for now.
      </>
    ),
    continues: "This page continues by itself as soon as the keeper runs.",
    startAgain: "Then start the login again in your program, or try again here.",
  },

  extensionMissing:
    "A program sent your browser here to log in. The extension has to show that this browser and the program are on one computer, and it is not on this page. Nothing was approved.",

  notRead: {
    tab: "Nothing to do",
    title: "This page belongs to a login that was not found",
    lead: "A program opens this page when you log in there. Nothing was approved.",
    next: START_AGAIN,
  },

  notApproved: "Not approved",
} as const;

interface RefusalTexts {
  readonly title: string;
  readonly why: string;
  readonly next: ReactNode;
}

/** These say what happened, why, and what to do next. */
export const REDIRECT_REFUSAL_TEXTS: Readonly<Record<Exclude<RedirectRefusal, "keeper_missing">, RefusalTexts>> = {
  port_unheld: {
    title: "No program is waiting for this login",
    why: "No program on this computer listens at the address that the login names. The program may have ended, or it runs on another computer.",
    next: `${START_AGAIN} ${NOT_YOU}`,
  },
  port_other_account: {
    title: "The program runs under another account",
    why: "Another account of this computer waits at the address that the program named, so it would get what is yours.",
    next: `Start the program under your own account. ${NOT_YOU}`,
  },
  port_unclear: {
    title: "The program can't be identified",
    why: "The system does not say which program waits at that address. Several programs share it, one of an agent or a container may hide there, or the program was updated while it was running.",
    next: `End the agents that run under a lease, or ask your administrator to name the file of your program. Run your program anew. ${START_AGAIN} ${NOT_YOU}`,
  },
  port_forwarded: {
    title: "The program forwards to another computer",
    why: "The program at that address forwards the connection elsewhere, as ssh or socat do. Somebody at the other end would get what is yours.",
    next: `Log in on the computer that you sit at. ${NOT_YOU}`,
  },
  port_other_namespace: {
    title: "The program runs in a container",
    why: "The program at that address is outside of what your account can see of this computer.",
    next: "Start the program outside of the container.",
  },
  process_too_new: {
    title: "The program started after this page",
    why: "A program that sends you here is already waiting. This program started later, so it is not the one that sent you.",
    next: `${START_AGAIN} ${NOT_YOU}`,
  },
  process_changed: {
    title: "Another program took its place",
    why: "The program that waited when this page was opened no longer waits, or another one took its connection. Neither of them got anything.",
    next: START_AGAIN,
  },
  browser_unknown: {
    title: "The keeper does not know this browser",
    why: "This computer's keeper looks for a program only when a browser asks that was enrolled together with it. This browser was not, or its enrolment was not finished there.",
    next: (
      <>
        Run <code>nearside enroll --browser</code> in a terminal, and log in again. Until then use the browser that you
        enrolled first.
      </>
    ),
  },
  not_delivered: {
    title: "The program did not take its answer",
    why: "The login was approved, but the program ended the connection or refused it. Nothing that was made for it counts any more.",
    next: START_AGAIN,
  },
  not_started: {
    title: "The login could not be started",
    why: "The server refused it before anything could be approved. Your machine may be quarantined, or it has too many waiting logins.",
    next: (
      <>
        Try again in a minute. If it happens twice, run <code>nearside doctor</code> in a terminal.
      </>
    ),
  },
  not_told: {
    title: "Your program was not told in time",
    why: "The login was approved, but this computer's keeper did not confirm within a minute that your program has its answer. Nothing that was made for it counts any more.",
    next: START_AGAIN,
  },
  process_of_agent: {
    title: "An agent started this program",
    why: "The program that waits was started by an agent that you gave a lease. Such programs don't act as you.",
    next: "Let the agent ask for what it needs, or start the program yourself in a terminal of your own.",
  },
  executable_foreign: {
    title: "This is not the program that was registered",
    why: "Your administrator registered which programs may log in under this name, and the one that waits is not among them.",
    next: `If it is the right program, ask your administrator to add it. ${NOT_YOU}`,
  },
};
