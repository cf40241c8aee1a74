import { numberText, plural } from "@nearside/shared/text/amounts.ts";
import type { ReactNode } from "react";

// The texts of everything that several pages of the console share. `what` names the things of a list in the plural
// ("machines"), or the thing that is read ("the machine").

export const shellTexts = {
  product: "Nearside",
  tabTitle: (page: string) => `${page} · Nearside`,
  skip: "Skip to the content",
  navigation: "Console",
  menu: "Menu",
  breadcrumbs: "Breadcrumbs",
  sections: {
    overview: "Overview",
    people: "People",
    groups: "Groups",
    enrolment: "Enrolment",
    machines: "Machines",
    leases: "Leases",
    rollOut: "Roll-out",
    hosts: "Hosts",
    authenticators: "Authenticators",
    clients: "Clients",
    log: "Security log",
    archive: "Archive",
    recovery: "Recovery",
    mail: "Mail",
    rules: "Rules",
    approvals: "Approvals",
    account: "My account",
  },
  session: {
    who: ({ role, machine, ends }: { role: string; machine: ReactNode; ends: string }) => (
      <>
        {role} · until {ends} · {machine}
      </>
    ),
    signOut: "Sign out",
    signingOut: "Signing out…",
    endsSoon: (time: string) => `You will be signed out at ${time}.`,
    stay: "Stay signed in",
  },
  notPermitted: {
    title: "Your role does not include this page",
    says: (role: string) => `You are signed in as ${role}. Ask an owner of this server if you need another role.`,
  },
  notFound: {
    title: "There is nothing at this address",
    says: "It may have been removed, or the address may be incomplete. Choose a page from the menu.",
  },
  failed: {
    title: "This page failed",
    notice: "The page could not be loaded or shown",
    says: "Nothing was changed. The server may have been updated meanwhile, so reload the page. If it fails again, tell the administrator of this server.",
    reload: "Reload",
  },
  thePage: "the page",
} as const;

export const readingTexts = {
  loading: (what: string) => `Loading ${what}…`,
  failed: "Could not load this",
  failedFor: (what: string) => `Could not load ${what}`,
  stale: (what: string) => `Could not load ${what} again. The information below may be out of date`,
  code: (code: ReactNode) => <>Error code for your administrator: {code}</>,
  retry: "Try again",
  never: "never",
  justNow: "just now",
} as const;

export const tableTexts = {
  any: "Any",
  exporting: (what: string) => `Exporting ${what}…`,
  exported: (file: string) => `Saved as ${file}`,
  exportCsv: "Export CSV",
  pages: (what: string) => `Pages of ${what}`,
  /** @param all such as "2,000" or "more than 10,000" */
  none: (all: string) => `${all} in total`,
  range: ({ from, to, all }: { from: number; to: number; all: string }) =>
    `${numberText(from)}–${numberText(to)} of ${all}`,
  some: ({ shown, all }: { shown: number; all: string }) => `${numberText(shown)} of ${all}`,
  isCut: (most: number) => `Only the first ${numberText(most)} matches are listed. Type more to narrow the search.`,
  firstPage: "First page",
  previous: "Previous",
  next: "Next",
  selectAll: (what: string) => `Select all ${what} on this page`,
  select: (name: string) => `Select ${name}`,
  selected: (count: number) => plural(count, { one: "# selected", other: "# selected" }),
  clear: "Clear selection",
  noMatch: (what: string) => `No ${what} match`,
  noMatchHelp: "Search for fewer words, or remove a filter.",
  showAll: (what: string) => `Show all ${what}`,
  failed: (what: string) => `Could not load the ${what}`,
  stale: (when: string | undefined) =>
    when === undefined
      ? "This list could not be loaded again and may be out of date"
      : `This list was loaded ${when} and could not be loaded again`,
} as const;

export const formTexts = {
  draft: "Your unsent input is still here.",
  startAgain: "Start again",
  optional: "optional",
  problem: {
    missing: "Fill this in.",
    mostChoices: (most: unknown) => `Choose at most ${most}.`,
    mostCharacters: (most: unknown) => `Use at most ${most} characters.`,
    leastChoices: "Choose at least one.",
    leastCharacters: (least: unknown) => `Use at least ${least} characters.`,
    atLeast: (least: unknown) => `Enter ${least} or more.`,
    atMost: (most: unknown) => `Enter ${most} or less.`,
    email: "Enter an e-mail address, such as ada@acme.example.",
    url: "Enter an address, such as https://acme.example.",
    integer: "Enter a whole number.",
    picklist: "Choose one of the options.",
    other: "This was not accepted. Read the hint beside the field.",
  },
} as const;

/** The sentences for all that can go wrong on the console's own side, and for what any of its routes can answer. */
export const problemTexts = {
  server_unreachable: "The server did not answer. Check your network connection, then try again.",
  server_failed: "The server failed. Try again. If it fails again, look at the server's log.",
  temporarily_unavailable: "The server is busy and changed nothing. Try again in a moment.",
  too_many_requests: "There were too many requests in a short time. Wait a minute, then try again.",
  maybe_changed:
    "The connection was lost while the change was under way, so it may have been made. Check that before you try again.",
  not_signed_in: "Your session has ended. Nothing was changed. Sign in again, then repeat the change.",
  invalid_request: "Some of the input was not accepted, so nothing was changed.",
  passkey_unused: "No passkey was used, or it took too long. Nothing was changed. Try again when you are ready.",
  passkey_not_made: "No passkey was made, or it took too long. Nothing was added. Try again when you are ready.",
  passkey_exists: "This authenticator already holds a passkey of this machine. Use another authenticator.",
  passkeys_unsupported:
    "This browser can't use a passkey on this page. Use a current version of Chrome, Chromium, Edge or Firefox.",
  extension_broken: "The Nearside extension failed. It may have been updated a moment ago, so reload this page.",
  extension_cannot_review:
    "Nearside's extension is not on this page, or is too old to verify another person's request. Click its icon, or update it, then reload this page.",
  key_not_kept:
    "This browser keeps no keys for this site. Some private windows don't. Sign in from an ordinary window.",
  page_failed: "This page failed. Reload it. If it fails again, tell the administrator of this server.",
} as const;
