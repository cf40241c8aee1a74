import { type MailState, mailStateSchema } from "@nearside/shared/api/console/mail.ts";
import { Command } from "../../ui/command.tsx";
import { useRead } from "../data/use-read.ts";
import { Page } from "../layout/page.tsx";
import { Reading } from "../ui/reading.tsx";
import { MailOverview } from "./mail-overview.tsx";

/** GET /api/console/mail: whether people are told by mail, and how it goes. */
export function MailPage() {
  const reading = useRead<MailState>("/api/console/mail", mailStateSchema, { everySeconds: 30 });
  return (
    <Page
      title="Mail"
      lead="People are told by mail of new machines, of logins that were refused because they started elsewhere, and of whatever else changes who can sign in as them."
    >
      <Reading reading={reading} what="how mail goes">
        {(state) => <MailOverview state={state} />}
      </Reading>
      <p>To see what the mail server says, on the server's own shell:</p>
      <Command text="nearside-server mail test you@example.com" />
    </Page>
  );
}
