import {
  IMPORT_COLUMNS,
  IMPORT_EXAMPLE,
  importPreviewSchema,
  MAX_IMPORT_BODY,
  peopleImportApi,
} from "@nearside/shared/api/console/people-import.ts";
import { useId, useState } from "react";
import { peopleTexts } from "../../texts/console/people.tsx";
import { importTexts as texts } from "../../texts/console/people-import.tsx";
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
    <Page title={texts.title} crumbs={[{ title: peopleTexts.list.title, href: "/console/people" }]} lead={texts.lead}>
      <Panel title={texts.file.title}>
        <p>{texts.file.says(IMPORT_COLUMNS)}</p>
        <ChooseFile onRead={setShown} />
        <Form
          key={shown}
          schema={importPreviewSchema}
          onSend={(sent) => setCsv(sent.csv)}
          send={texts.file.send}
          problems={problems}
          beside={
            <LinkButton href="/console/people" kind="plain">
              {texts.file.cancel}
            </LinkButton>
          }
        >
          <TextArea
            name="csv"
            label={texts.file.paste}
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
        <Loading what={texts.preview.what} />
      ) : problems.length > 0 ? null : (
        <ProblemNotice title={texts.preview.failed} problem={preview.error} onRetry={() => void preview.refetch()} />
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
    if (file.size > MAX_IMPORT_BODY) return setProblem(texts.file.tooLarge);
    try {
      onRead(new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer()));
    } catch {
      setProblem(texts.file.notText);
    }
  };
  return (
    <div className="field">
      <label htmlFor={id}>{texts.file.choose}</label>
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
