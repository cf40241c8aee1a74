import { groupsApi } from "@nearside/shared/api/console/groups.ts";
import { peopleApi } from "@nearside/shared/api/console/people.ts";
import { peopleImportApi, type ImportPreview as Shown } from "@nearside/shared/api/console/people-import.ts";
import { useLocation } from "wouter";
import { Button } from "../../ui/button.tsx";
import { Exact, Named } from "../../ui/quoted.tsx";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { useChange } from "../change/use-change.ts";
import { Panel } from "../ui/panel.tsx";
import { ImportLines } from "./import-lines.tsx";

const groupsInWords = (count: number): string => `${count} ${count === 1 ? "group" : "groups"}`;

/** Shows what the file would do, and the way to have it done. */
export function ImportPreview({ preview, onAgain }: { preview: Shown; onAgain: () => void }) {
  const [, navigate] = useLocation();
  const { create, change, same, refused } = preview.counts;
  const run = useChange<typeof peopleImportApi.import>({
    stale: [peopleApi.list, groupsApi.list],
    says: ({ created, changed, groups }) => ({
      says: `Imported: ${created} created, ${changed} changed${groups === 0 ? "" : `, ${groupsInWords(groups)} made`}.`,
    }),
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
              onPress={() => run.begin({ to: peopleImportApi.import, change: { digest: preview.digest } })}
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
      {preview.groups.length === 0 ? null : (
        <section className="prose" aria-label="Groups that would be made">
          <p>
            {groupsInWords(preview.groups.length)} to be made, because no group here has that name. If one is a typing
            error, mend it in the file and look again.
          </p>
          <ul className="exact-list">
            {preview.groups.map((name) => (
              <li key={name}>
                <Exact text={name} />
              </li>
            ))}
          </ul>
        </section>
      )}
      <ImportLines lines={preview.lines} />
      <ConfirmChange
        change={run}
        title={`Create ${create} and change ${change} ${create + change === 1 ? "person" : "people"}?`}
        verb="Import"
      >
        {preview.groups.length === 0 ? null : (
          <p>
            It makes {groupsInWords(preview.groups.length)}: <Named text={preview.groups.join("; ")} />.
          </p>
        )}
        <p>
          It is done as it is shown, all of it or nothing. If anything has changed since, nothing is done and you look
          again.
        </p>
      </ConfirmChange>
    </Panel>
  );
}
