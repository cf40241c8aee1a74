import { logApi } from "@nearside/shared/api/console/log.ts";
import { type LoginDetail, loginsApi, WHY_NO_EVIDENCE } from "@nearside/shared/api/console/logins.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { useState } from "react";
import { Button } from "../../ui/button.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { Exact } from "../../ui/quoted.tsx";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { useChange } from "../change/use-change.ts";
import { useConsole } from "../console-context.ts";
import { exactTime } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import { saveFile } from "../ui/save-file.ts";

/**
 * Offers the document that proves a login to any reader, years later (protocol §7), or says why no such document
 * exists.
 */
export function EvidencePanel({ detail }: { detail: LoginDetail }) {
  const { evidence, login } = detail;
  if (evidence.state !== "kept")
    return (
      <Panel title="Evidence">
        <p>{WHY_NO_EVIDENCE[evidence.state]}</p>
      </Panel>
    );
  return <ExportPanel id={login.id} whose={makeVisible(detail.person.name)} tokenUntil={evidence.token_until} />;
}

function ExportPanel({ id, whose, tokenUntil }: { id: string; whose: string; tokenUntil: number }) {
  const { clock } = useConsole();
  const [saved, setSaved] = useState<string>();
  const exporting = useChange<typeof loginsApi.evidence>({
    stale: [loginsApi.view, logApi.list],
    says: ({ name }) => ({ says: `${name} is saved.` }),
    onMade: ({ name, text }) => {
      saveFile(clock, name, new Blob([text], { type: "application/json" }));
      setSaved(name);
    },
  });
  return (
    <Panel
      title="Evidence"
      actions={
        <Button kind="near" small onPress={() => exporting.begin({ to: at(loginsApi.evidence, id), change: {} })}>
          Export evidence
        </Button>
      }
    >
      <p>
        One file that proves this login to anybody: the enrolment of its keys, what was asked, where it was met, what a
        passkey signed, and the token that came of it.
      </p>
      <p>
        Anybody verifies it offline, with no account and years from now:{" "}
        <Exact text={`nearside verify ${saved ?? "<file>"}`} />. If you have the keys of this server from elsewhere,
        give them as well: <Exact text="--jwks <keys>" />.
      </p>
      <p>{tokenWords(tokenUntil, clock.now())}</p>
      <ConfirmChange
        change={exporting}
        title={`Export the evidence of this login of ${whose}?`}
        verb="Export"
        tone="near"
      >
        <p>
          The file says who logged in, on which machine and by which command. {tokenWords(tokenUntil, clock.now())} That
          you exported it is written into the security log.
        </p>
      </ConfirmChange>
    </Panel>
  );
}

/** Says until when the file gives its reader a token that works. */
const tokenWords = (until: number, now: number): string =>
  until > now
    ? `The login's access token is in it. It can be used until ${exactTime(until)}, and only with the key of the command line that got it; hand the file on after that.`
    : `The login's access token is in it. It expired on ${exactTime(until)}, and is of no use to anybody.`;
