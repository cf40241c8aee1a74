import { type HostLine, hostsApi, previewHostsSchema } from "@nearside/shared/api/console/hosts.ts";
import { useState } from "react";
import { useLocation } from "wouter";
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
      title="Import known_hosts"
      crumbs={[{ title: "Hosts", href: "/console/hosts" }]}
      lead="Nothing is changed before you have seen what would be."
    >
      <Panel title="The file">
        <p>
          Take one that somebody vouches for, such as the one that your configuration management hands out. Names that
          are hashed can't be read, and marks such as @cert-authority are left out.
        </p>
        <Form
          schema={previewHostsSchema}
          onSend={(sent) => setFile(sent.file)}
          send="Show what would change"
          problems={preview.error?.fields ?? []}
          beside={
            <LinkButton href="/console/hosts" kind="plain">
              Cancel
            </LinkButton>
          }
        >
          <TextArea name="file" label="Paste it here" rows={10} isCode initial="" />
        </Form>
      </Panel>
      {file === undefined ? null : preview.data !== undefined ? (
        <ShownHosts {...preview.data} />
      ) : preview.error === null ? (
        <Loading what="what would change" />
      ) : (
        <ProblemNotice
          title="The file could not be looked at"
          problem={preview.error}
          onRetry={() => void preview.refetch()}
        />
      )}
    </Page>
  );
}

const ACTIONS: Readonly<Record<HostLine["action"], string>> = {
  add: "will be enrolled",
  rename: "will be renamed",
  same: "is as it is",
  refused: "left out",
};

const COLUMNS: readonly Column<HostLine>[] = [
  { id: "name", title: "Host", cell: ({ name }) => <Named text={name} /> },
  {
    id: "action",
    title: "What happens",
    cell: ({ action, from, problem }) => (
      <span>
        {ACTIONS[action]}
        {from === null ? null : (
          <>
            , from <Named text={from} />
          </>
        )}
        {problem === null ? null : `: ${problem}`}
      </span>
    ),
  },
  { id: "line", title: "Line", cell: ({ line }) => line, isNumber: true },
];

/** Shows what the file would do, and the way to have it done. */
export function ShownHosts({ lines, more }: { lines: readonly HostLine[]; more: boolean }) {
  const [, navigate] = useLocation();
  const run = useChange<typeof hostsApi.import>({
    stale: [hostsApi.list],
    says: ({ added, renamed }) => ({ says: `Imported: ${added} enrolled, ${renamed} renamed.` }),
    onMade: () => navigate("/console/hosts?sort=added_at&order=desc"),
  });
  const hosts = lines.flatMap(({ action, name, key }) =>
    key !== null && (action === "add" || action === "rename") ? [{ name, key }] : [],
  );
  return (
    <Panel
      title="What would change"
      actions={
        hosts.length === 0 ? undefined : (
          <Button kind="near" small onPress={() => run.begin({ to: hostsApi.import, change: { hosts } })}>
            Import
          </Button>
        )
      }
    >
      <p role="status">
        {hosts.length === 0
          ? "There is nothing to do."
          : `${hosts.length} of ${lines.length} lines change something.${more ? " The file has more: import these, then look at it again." : ""}`}
      </p>
      <PlainTable
        what="lines"
        rows={lines}
        columns={COLUMNS}
        idOf={({ line }) => String(line)}
        none="The file has no line with a host."
      />
      <ConfirmChange change={run} title={`Enrol or rename ${hosts.length} host keys?`} verb="Import">
        <p>It is done as it is shown, all or nothing.</p>
      </ConfirmChange>
    </Panel>
  );
}
