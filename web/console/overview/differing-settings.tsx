import { processesApi } from "@nearside/shared/api/console/processes.ts";
import { overviewTexts as texts } from "../../texts/console/overview.tsx";
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
  const { title, compared, setting: settingText, processes: processesText, cure } = texts.settings;
  return (
    <Notice tone="alert" title={title}>
      <p>{compared(<Exact text={data.process} />)}</p>
      <ul>
        {data.differing.map(({ setting, processes }) => (
          <li key={setting}>
            {settingText({
              setting: <Exact text={setting} />,
              processes: <Exact text={processesText(processes)} />,
            })}
          </li>
        ))}
      </ul>
      <p>{cure}</p>
    </Notice>
  );
}
