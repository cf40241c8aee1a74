import { logApi } from "@nearside/shared/api/console/log.ts";
import { type LoginDetail, loginsApi, WHY_NO_EVIDENCE } from "@nearside/shared/api/console/logins.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { useState } from "react";
import { logTexts as texts } from "../../texts/console/log.tsx";
import { Button } from "../../ui/button.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { Exact } from "../../ui/quoted.tsx";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { useChange } from "../change/use-change.ts";
import { useConsole } from "../console-context.ts";
import { exactTime } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import { saveFile } from "../ui/save-file.ts";

const { evidence: words } = texts;

/**
 * Offers the document that proves a login to any reader, years later (protocol §7), or says why no such document
 * exists.
 */
export function EvidencePanel({ detail }: { detail: LoginDetail }) {
  const { evidence, login } = detail;
  if (evidence.state !== "kept")
    return (
      <Panel title={words.title}>
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
    says: ({ name }) => ({ says: words.saved(name) }),
    onMade: ({ name, text }) => {
      saveFile(clock, name, new Blob([text], { type: "application/json" }));
      setSaved(name);
    },
  });
  return (
    <Panel
      title={words.title}
      actions={
        <Button kind="near" small onPress={() => exporting.begin({ to: at(loginsApi.evidence, id), change: {} })}>
          {words.export}
        </Button>
      }
    >
      <p>{words.what}</p>
      <p>
        {words.verify({
          command: <Exact text={`nearside verify ${saved ?? words.file}`} />,
          keys: <Exact text="--jwks <keys>" />,
        })}
      </p>
      <p>{tokenWords(tokenUntil, clock.now())}</p>
      <ConfirmChange change={exporting} title={words.confirm.title(whose)} verb={words.confirm.verb} tone="near">
        <p>{words.confirm.says(tokenWords(tokenUntil, clock.now()))}</p>
      </ConfirmChange>
    </Panel>
  );
}

/** Says until when the file gives its reader a token that works. */
const tokenWords = (until: number, now: number): string =>
  until > now ? words.tokenWorks(exactTime(until)) : words.tokenExpired(exactTime(until));
