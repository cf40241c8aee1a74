import { MAX_IMPORT_BODY } from "@nearside/shared/api/console/people-import.ts";
import { useId, useState } from "react";

/** Reads a chosen file as UTF-8 text. What is none is said beside it. */
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
