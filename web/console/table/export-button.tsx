import type { FileEntry } from "@nearside/shared/api/console/entry.ts";
import type { Addressed } from "@nearside/shared/api/entry.ts";
import { useState } from "react";
import { tableTexts } from "../../texts/console/frame.tsx";
import { Button } from "../../ui/button.tsx";
import { useConsole } from "../console-context.ts";
import { problemOf } from "../problem.ts";
import { saveFile } from "../ui/save-file.ts";
import type { Query } from "../wire/http.ts";

/** Saves all pages of the list as it is searched, filtered and sorted. */
export function ExportButton({ what, file, query }: { what: string; file: FileEntry & Addressed; query: Query }) {
  const { http, clock } = useConsole();
  const [state, setState] = useState<{ readonly busy: boolean; readonly says: string }>({ busy: false, says: "" });
  const save = async () => {
    setState({ busy: true, says: tableTexts.exporting(what) });
    const { after: _, limit: __, ...view } = query;
    try {
      const { name, content } = await http.file(file, view);
      saveFile(clock, name, content);
      setState({ busy: false, says: tableTexts.exported(name) });
    } catch (cause) {
      setState({ busy: false, says: problemOf(cause).sentence });
    }
  };
  return (
    <div className="export">
      <Button kind="plain" small unready={state.busy} onPress={() => void save()}>
        {tableTexts.exportCsv}
      </Button>
      <span role="status">{state.says}</span>
    </div>
  );
}
