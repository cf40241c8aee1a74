import { numberText, plural } from "@nearside/shared/text/amounts.ts";
import type { ReactNode } from "react";

/** The texts of the page about mail. */
export const mailTexts = {
  title: "Mail",
  lead: "People get mail about new machines, about logins that were refused because they started on another machine, and about everything else that changes who can log in as them.",
  what: "the state of mail",
  test: "To test the mail server, run this on the server's own shell:",
  noServer: {
    title: "No mail is sent",
    says: (
      <>
        No mail server is set, so nobody gets notices. Set <code>NEARSIDE_MAIL_HOST</code> and{" "}
        <code>NEARSIDE_MAIL_FROM</code> for the server, and restart it.
      </>
    ),
  },
  withoutAddress: {
    title: (count: number): string =>
      plural(count, { one: "# person has no e-mail address", other: "# people have no e-mail address" }),
    says: (link: (text: string) => ReactNode): ReactNode => (
      <>They get no notices. Add their e-mail addresses in the {link("list of people")}.</>
    ),
  },
  server: { title: "Mail server", address: "Address", connection: "Connection", from: "Sender" },
  tls: {
    starttls: "Encrypted with STARTTLS",
    implicit: "Encrypted with TLS",
    none: "Not encrypted: the mail server is on the same machine",
  },
  notices: {
    title: "Notices of the last 30 days",
    sent: "Sent",
    waiting: "Waiting",
    failed: "Not delivered",
    lastFailure: "Last failure",
    none: "none",
    sentCount: (count: number, last: ReactNode): ReactNode => (
      <>
        {numberText(count)}, most recently {last}
      </>
    ),
    waitingCount: (count: number, since: ReactNode): ReactNode => (
      <>
        {numberText(count)}, the oldest from {since}
      </>
    ),
    failedCount: (count: number): string => plural(count, { one: "# notice", other: "# notices" }),
    failedLast: (last: ReactNode, link: (text: string) => ReactNode): ReactNode => (
      <>
        Most recently {last}. The {link("security log")} names the people.
      </>
    ),
    failure: (at: ReactNode, said: ReactNode): ReactNode => (
      <>
        {at}: {said}
      </>
    ),
  },
} as const;
