import {
  IMPORT_COLUMNS,
  type ImportPreview,
  importAnswerSchema,
  importPreviewAnswerSchema,
  importPreviewSchema,
} from "@nearside/shared/api/console/people-import.ts";
import { useState } from "react";
import { useLocation } from "wouter";
import { Button } from "../../ui/button.tsx";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { useChange } from "../change/use-change.ts";
import { useAsk } from "../data/use-ask.ts";
import { TextArea } from "../form/fields.tsx";
import { Form } from "../form/form.tsx";
import { Page } from "../layout/page.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { Loading } from "../ui/loading.tsx";
import { Panel } from "../ui/panel.tsx";
import { ProblemNotice } from "../ui/problem-notice.tsx";
import { ChooseFile } from "./choose-file.tsx";
import { ImportLines } from "./import-lines.tsx";

const PREVIEW = "/api/console/people/import/preview";
const EXAMPLE =
  "name,display_name,email,role,groups\nalice,Alice Liddell,alice@example.com,user,Night shift; Developers";

/** People from a CSV file: chosen or pasted, looked at, then imported as it was shown. */
export function ImportPage() {
  const [csv, setCsv] = useState<string | undefined>(undefined);
  const [shown, setShown] = useState("");
  const preview = useAsk(PREVIEW, csv === undefined ? undefined : { csv }, importPreviewAnswerSchema);
  const problems = preview.error?.fields ?? [];
  return (
    <Page
      title="Import people"
      crumbs={[{ title: "People", href: "/console/people" }]}
      lead="From a CSV file, as a spreadsheet saves it. Nothing is changed before you have seen what would be."
    >
      <Panel title="The file">
        <p>
          Its first line names the columns: {IMPORT_COLUMNS.join(", ")}; only the first is needed. Whoever is here
          already is changed where a cell says something else, and never taken out of a group. Several groups stand with
          semicolons between them.
        </p>
        <ChooseFile onRead={setShown} />
        <Form
          key={shown}
          schema={importPreviewSchema}
          onSend={(sent) => setCsv(sent.csv)}
          send="Show what would change"
          problems={problems}
          beside={
            <LinkButton href="/console/people" kind="plain">
              Cancel
            </LinkButton>
          }
        >
          <TextArea
            name="csv"
            label="Or paste it here"
            rows={10}
            isCode
            initial={shown}
            hint={<code>{EXAMPLE}</code>}
          />
        </Form>
      </Panel>
      {csv === undefined ? null : preview.data !== undefined ? (
        <Preview key={preview.data.digest} preview={preview.data} onAgain={() => void preview.refetch()} />
      ) : preview.error === null ? (
        <Loading what="what would change" />
      ) : problems.length > 0 ? null : (
        <ProblemNotice
          title="The file could not be looked at"
          problem={preview.error}
          onRetry={() => void preview.refetch()}
        />
      )}
    </Page>
  );
}

function Preview({ preview, onAgain }: { preview: ImportPreview; onAgain: () => void }) {
  const [, navigate] = useLocation();
  const { create, change, same, refused } = preview.counts;
  const run = useChange({
    answer: importAnswerSchema,
    stale: ["/api/console/people", "/api/console/groups"],
    says: ({ created, changed }) => ({ says: `Imported: ${created} created, ${changed} changed.` }),
    onMade: () => navigate("/console/people?sort=created_at&order=desc"),
  });
  const nothing = create + change === 0;
  return (
    <Panel
      title="What would change"
      actions={
        <>
          <Button kind="plain" small onPress={onAgain}>
            Look again
          </Button>
          {refused > 0 || nothing ? null : (
            <Button
              kind="near"
              small
              onPress={() => run.begin({ path: "/api/console/people/import", change: { digest: preview.digest } })}
            >
              Import
            </Button>
          )}
        </>
      }
    >
      <p role="status">
        {create} to be created, {change} to be changed, {same} as they are, {refused} refused.
        {refused > 0
          ? " Mend the refused lines in the file, or take them out, and look again: nothing is imported by halves."
          : ""}
        {refused === 0 && nothing ? " There is nothing to do." : ""}
      </p>
      <ImportLines lines={preview.lines} />
      <ConfirmChange
        change={run}
        title={`Create ${create} and change ${change} ${create + change === 1 ? "person" : "people"}?`}
        verb="Import"
      >
        <p>
          It is done as it is shown, all of it or nothing. If anything has changed since, nothing is done and you look
          again.
        </p>
      </ConfirmChange>
    </Panel>
  );
}
