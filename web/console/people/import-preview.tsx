import { importAnswerSchema, type ImportPreview as Shown } from "@nearside/shared/api/console/people-import.ts";
import { useLocation } from "wouter";
import { Button } from "../../ui/button.tsx";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { useChange } from "../change/use-change.ts";
import { Panel } from "../ui/panel.tsx";
import { ImportLines } from "./import-lines.tsx";

/** What the file would do, and the way to have it done. */
export function ImportPreview({ preview, onAgain }: { preview: Shown; onAgain: () => void }) {
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
