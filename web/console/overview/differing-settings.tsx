import { processesApi } from "@nearside/shared/api/console/processes.ts";
import { Exact } from "../../ui/quoted.tsx";
import { useRead } from "../data/use-read.ts";
import { useMay } from "../session/use-session.ts";
import { Notice } from "../ui/notice.tsx";

/** Warns that the processes of the server do not agree, and names the settings, for those who read the log, which says the same. */
export function DifferingSettings() {
  return useMay()("log.read") ? <Differing /> : null;
}

function Differing() {
  const { data } = useRead(processesApi.settings, { everySeconds: 60 });
  if (data === undefined || data.differing.length === 0) return null;
  return (
    <Notice tone="alert" title="The processes of the server run with different settings">
      <p>
        An answer depends on the process that gives it. The one at <Exact text={data.process} /> compared itself with
        the others. These settings differ from its own:
      </p>
      <ul>
        {data.differing.map(({ setting, processes }) => (
          <li key={setting}>
            <Exact text={setting} />, at <Exact text={processes.join(", ")} />
          </li>
        ))}
      </ul>
      <p>
        Whoever runs the server gives all processes the same configuration, and starts those again that had another one.
      </p>
    </Notice>
  );
}
