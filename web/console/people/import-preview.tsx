import { groupsApi } from "@nearside/shared/api/console/groups.ts";
import { peopleApi } from "@nearside/shared/api/console/people.ts";
import { peopleImportApi, type ImportPreview as Shown } from "@nearside/shared/api/console/people-import.ts";
import { useLocation } from "wouter";
import { importTexts as texts } from "../../texts/console/people-import.tsx";
import { Button } from "../../ui/button.tsx";
import { Exact, Named } from "../../ui/quoted.tsx";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { useChange } from "../change/use-change.ts";
import { Panel } from "../ui/panel.tsx";
import { ImportLines } from "./import-lines.tsx";

/** Shows what the file would do, and the way to have it done. */
export function ImportPreview({ preview, onAgain }: { preview: Shown; onAgain: () => void }) {
  const [, navigate] = useLocation();
  const { create, change, same, refused } = preview.counts;
  const run = useChange<typeof peopleImportApi.import>({
    stale: [peopleApi.list, groupsApi.list],
    says: ({ created, changed, groups }) => ({ says: texts.preview.done(created, changed, groups) }),
    onMade: () => navigate("/console/people?sort=created_at&order=desc"),
  });
  const nothing = create + change === 0;
  return (
    <Panel
      title={texts.preview.title}
      actions={
        <>
          <Button kind="plain" small onPress={onAgain}>
            {texts.preview.again}
          </Button>
          {refused > 0 || nothing ? null : (
            <Button
              kind="near"
              small
              onPress={() => run.begin({ to: peopleImportApi.import, change: { digest: preview.digest } })}
            >
              {texts.preview.send}
            </Button>
          )}
        </>
      }
    >
      <p role="status">
        {texts.preview.counts(create, change, same, refused)}
        {refused > 0 ? ` ${texts.preview.refused}` : ""}
        {refused === 0 && nothing ? ` ${texts.preview.nothing}` : ""}
      </p>
      {preview.groups.length === 0 ? null : (
        <section className="prose" aria-label={texts.preview.groups.title}>
          <p>{texts.preview.groups.says(preview.groups.length)}</p>
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
      <ConfirmChange change={run} title={texts.preview.confirm.title(create, change)} verb={texts.preview.send}>
        {preview.groups.length === 0 ? null : (
          <p>{texts.preview.confirm.groups(preview.groups.length, <Named text={preview.groups.join("; ")} />)}</p>
        )}
        <p>{texts.preview.confirm.says}</p>
      </ConfirmChange>
    </Panel>
  );
}
