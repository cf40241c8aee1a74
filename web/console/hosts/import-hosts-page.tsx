import { type HostLine, hostsApi, previewHostsSchema } from "@nearside/shared/api/console/hosts.ts";
import { useState } from "react";
import { useLocation } from "wouter";
import { hostTexts as texts } from "../../texts/console/hosts.tsx";
import { Button } from "../../ui/button.tsx";
import { Named } from "../../ui/quoted.tsx";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { useChange } from "../change/use-change.ts";
import { useAsk } from "../data/use-ask.ts";
import { TextArea } from "../form/fields.tsx";
import { Form } from "../form/form.tsx";
import { Page } from "../layout/page.tsx";
import type { Column } from "../table/column.ts";
import { PlainTable } from "../table/plain-table.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { Loading } from "../ui/loading.tsx";
import { Panel } from "../ui/panel.tsx";
import { ProblemNotice } from "../ui/problem-notice.tsx";

/** Imports a known_hosts file. What would change is shown first, and the import does exactly that. */
export function ImportHostsPage() {
  const [file, setFile] = useState<string | undefined>(undefined);
  const preview = useAsk(hostsApi.preview, file === undefined ? undefined : { file });
  return (
    <Page
      title={texts.import.title}
      crumbs={[{ title: texts.list.title, href: "/console/hosts" }]}
      lead={texts.import.lead}
    >
      <Panel title={texts.import.file.title}>
        <p>{texts.import.file.says}</p>
        <Form
          schema={previewHostsSchema}
          onSend={(sent) => setFile(sent.file)}
          send={texts.import.file.send}
          problems={preview.error?.fields ?? []}
          beside={
            <LinkButton href="/console/hosts" kind="plain">
              {texts.import.file.cancel}
            </LinkButton>
          }
        >
          <TextArea name="file" label={texts.import.file.paste} rows={10} isCode initial="" />
        </Form>
      </Panel>
      {file === undefined ? null : preview.data !== undefined ? (
        <ShownHosts {...preview.data} />
      ) : preview.error === null ? (
        <Loading what={texts.import.what} />
      ) : (
        <ProblemNotice title={texts.import.failed} problem={preview.error} onRetry={() => void preview.refetch()} />
      )}
    </Page>
  );
}

const COLUMNS: readonly Column<HostLine>[] = [
  { id: "name", title: texts.import.host, cell: ({ name }) => <Named text={name} /> },
  {
    id: "action",
    title: texts.import.action,
    cell: ({ action, from, problem }) => (
      <span>
        {texts.import.result(texts.import.actions[action], from === null ? null : <Named text={from} />, problem)}
      </span>
    ),
  },
  { id: "line", title: texts.import.line, cell: ({ line }) => line, isNumber: true },
];

/** Shows what the file would do, and the way to have it done. */
export function ShownHosts({ lines, more }: { lines: readonly HostLine[]; more: boolean }) {
  const [, navigate] = useLocation();
  const run = useChange<typeof hostsApi.import>({
    stale: [hostsApi.list],
    says: ({ added, renamed }) => ({ says: texts.import.done(added, renamed) }),
    onMade: () => navigate("/console/hosts?sort=added_at&order=desc"),
  });
  const hosts = lines.flatMap(({ action, name, key }) =>
    key !== null && (action === "add" || action === "rename") ? [{ name, key }] : [],
  );
  return (
    <Panel
      title={texts.import.preview}
      actions={
        hosts.length === 0 ? undefined : (
          <Button kind="near" small onPress={() => run.begin({ to: hostsApi.import, change: { hosts } })}>
            {texts.import.send}
          </Button>
        )
      }
    >
      <p role="status">
        {hosts.length === 0 ? texts.import.nothing : texts.import.counts(hosts.length, lines.length)}
        {hosts.length > 0 && more ? ` ${texts.import.more}` : ""}
      </p>
      <PlainTable
        what={texts.import.lines}
        rows={lines}
        columns={COLUMNS}
        idOf={({ line }) => String(line)}
        none={texts.import.none}
      />
      <ConfirmChange change={run} title={texts.import.confirm.title(hosts.length)} verb={texts.import.send}>
        <p>{texts.import.confirm.says}</p>
      </ConfirmChange>
    </Panel>
  );
}
