import {
  IMPORT_COLUMNS,
  IMPORT_EXAMPLE,
  importPreviewSchema,
  MAX_IMPORT_BODY,
  peopleImportApi,
} from "@nearside/shared/api/console/people-import.ts";
import { useId, useState } from "react";
import { useAsk } from "../data/use-ask.ts";
import { TextArea } from "../form/fields.tsx";
import { Form } from "../form/form.tsx";
import { Page } from "../layout/page.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { Loading } from "../ui/loading.tsx";
import { Panel } from "../ui/panel.tsx";
import { ProblemNotice } from "../ui/problem-notice.tsx";
import { ImportPreview } from "./import-preview.tsx";

/**
 * Imports people from a CSV file that is chosen or pasted. The preview is shown first, and the import does what it
 * showed.
 */
export function ImportPage() {
  const [csv, setCsv] = useState<string | undefined>(undefined);
  const [shown, setShown] = useState("");
  const preview = useAsk(peopleImportApi.preview, csv === undefined ? undefined : { csv });
  const problems = preview.error?.fields ?? [];
  return (
    <Page
      title="Import people"
      crumbs={[{ title: "People", href: "/console/people" }]}
      lead="From a CSV file, as a spreadsheet saves it. Nothing is changed before you have seen what would be."
    >
      <Panel title="The file">
        <p>
          Its first line names the columns: {IMPORT_COLUMNS.join(", ")}. Only the first is needed: it is what the person
          types, such as alice. A person who is here already is changed where a cell says something else, and never
          taken out of a group. Put semicolons between several groups; a group that is not here yet is made.
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
            hint={IMPORT_EXAMPLE.map((line) => (
              <code key={line} className="example-line">
                {line}
              </code>
            ))}
          />
        </Form>
      </Panel>
      {csv === undefined ? null : preview.data !== undefined ? (
        <ImportPreview key={preview.data.digest} preview={preview.data} onAgain={() => void preview.refetch()} />
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

/** Reads a chosen file as UTF-8 text. A file that is too large, or no such text, is refused beside the field. */
export function ChooseFile({ onRead }: { onRead: (text: string) => void }) {
  const id = useId();
  const [problem, setProblem] = useState("");
  const read = async (file: File | undefined) => {
    if (file === undefined) return;
    setProblem("");
    if (file.size > MAX_IMPORT_BODY)
      return setProblem("The file is too large: at most one megabyte, some 10,000 people.");
    try {
      onRead(new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer()));
    } catch {
      setProblem("The file is not UTF-8 text. Save it again as CSV UTF-8.");
    }
  };
  return (
    <div className="field">
      <label htmlFor={id}>Choose a file</label>
      <input
        id={id}
        type="file"
        accept=".csv,text/csv,text/plain"
        aria-describedby={`${id}-problem`}
        onChange={(event) => void read(event.currentTarget.files?.[0])}
      />
      <p className="field-problem" id={`${id}-problem`} role="status">
        {problem}
      </p>
    </div>
  );
}
