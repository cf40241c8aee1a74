import type { MachineDone } from "@nearside/shared/api/console/machines.ts";
import { getPage } from "@nearside/shared/api/get-page.ts";
import { machineTexts } from "../../texts/console/machines.tsx";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Exact, Named } from "../../ui/quoted.tsx";
import { useConsole } from "../console-context.ts";
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";

const texts = machineTexts.ticket;

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
    <Panel title={texts.title}>
      <p>
        {texts.says({
          person: <Named text={user} />,
          getPage: getPage(issuer),
          command: `nearside enroll ${issuer}`,
          moment: <Moment at={expires_at} />,
        })}
      </p>
      <p className="with-copy">
        <Exact text={ticket} /> <CopyButton text={ticket} what={texts.copy} />
      </p>
      <div className="form-end">
        <Button kind="near" small onPress={onDone}>
          {texts.done}
        </Button>
      </div>
    </Panel>
  );
}
