import type { ReactNode } from "react";
import { enrolHereTexts } from "../enrol-here.ts";

/** The sign-in to console and account. */
export const signInTexts = {
  signedOut: {
    tab: "Sign in",
    never: "Sign in with your passkey",
    by_person: "You are signed out",
    idle: "You were signed out because of inactivity",
    expired: "You were signed out because your session expired",
    ended: "Your session was ended",
    lead: "The console and your account open only in an enrolled browser, with a passkey of this computer.",
    waiting: ({ person }: { person: ReactNode }) => (
      <>
        Your page is kept behind this one, with what you typed, for <strong>{person}</strong>.
      </>
    ),
    signIn: "Sign in",
    signInAgain: "Sign in again",
    failed: "That did not work",
    breakGlass: ({ link }: { link: (text: string) => ReactNode }) => (
      <>Can nobody sign in any more? {link("Use a break-glass code")}</>
    ),
  },

  unopened: {
    tab: "Server not reached",
    title: "Your session could not be checked",
    retry: "Try again",
  },

  extensionMissing: "The extension proves which enrolled browser this is. Without it nobody can sign in here.",

  notEnrolled: {
    tab: "Not enrolled",
    title: "This browser can't sign in here",
    retry: "Try again",
    enrol: {
      title: "Enrol this computer first",
      text: enrolHereTexts.withTicket,
    },
    otherBrowser: "Did you enrol another browser on this computer? Open this address there instead.",
  },

  choosing: {
    tab: "Choose an account",
    title: "Who is signing in?",
    lead: "This browser is enrolled for several people. Each has a passkey of their own.",
    signInAs: ({ person }: { person: ReactNode }) => <>Sign in as {person}</>,
  },

  touch: ({ name, user }: { name: ReactNode; user: ReactNode }) => (
    <>
      Use your fingerprint, face, PIN or security key to sign in <strong>{name}</strong> ({user}).
    </>
  ),

  meeting: {
    tab: "Signing in",
    title: "Asking the extension",
    lead: "It proves which enrolled browser this is.",
    late: "It usually answers at once. If it is older than this server, update it, then reload this page.",
  },

  opening: {
    tab: "Signing in",
    title: "Checking your session",
    entering: "Signing you in",
    lead: "This takes a moment.",
  },

  cancel: "Cancel",
} as const;
