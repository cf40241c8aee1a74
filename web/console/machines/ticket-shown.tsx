import type { MachineDone } from "@nearside/shared/api/console/machines.ts";
import { getPage } from "@nearside/shared/api/parts.ts";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Exact, Named } from "../../ui/quoted.tsx";
import { useConsole } from "../console-context.ts";
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";

/** Shows a ticket once, when it is made; it is kept nowhere. */
export function TicketShown({
  ticket: { ticket, user, expires_at },
  onDone,
}: {
  ticket: NonNullable<MachineDone["ticket"]>;
  onDone: () => void;
}) {
  const { issuer } = useConsole();
  return (
    <Panel title="The ticket for the new enrolment">
      <p>
        Give it to <Named text={user} />, who opens <code>{getPage(issuer)}</code> on the machine, does what it says,
        runs <code>nearside enroll {issuer}</code>, and reads six words out to you afterwards. It is shown this once and
        ends <Moment at={expires_at} />.
      </p>
      <p className="with-copy">
        <Exact text={ticket} /> <CopyButton text={ticket} what="the ticket" />
      </p>
      <div className="form-end">
        <Button kind="near" small onPress={onDone}>
          I have handed it on
        </Button>
      </div>
    </Panel>
  );
}
