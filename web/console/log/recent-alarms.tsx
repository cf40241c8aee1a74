import { logAnswerSchema } from "@nearside/shared/api/console/log.ts";
import { Link } from "wouter";
import { Named } from "../../ui/quoted.tsx";
import { useRead } from "../data/use-read.ts";
import { useMay } from "../session/use-session.ts";
import { Detail, Details } from "../ui/details.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { exactTime } from "../ui/moment.ts";
import { Panel } from "../ui/panel.tsx";
import { titleOfKind } from "./log-words.ts";

const SHOWN = "5";

type Whose = { readonly person: string } | { readonly device: string };

/** The alarms that name this person or this machine, also as the one that started what somebody else opened. Nothing where there was none. */
export const RecentAlarms = ({ of }: { of: Whose }) => (useMay()("log.read") ? <Alarms of={of} /> : null);

function Alarms({ of }: { of: Whose }) {
  const { data } = useRead("/api/console/log", logAnswerSchema, { query: { ...of, topic: "alarm", limit: SHOWN } });
  if (data === undefined || data.rows.length === 0) return null;
  return (
    <Panel
      title="Alarms"
      actions={
        <LinkButton href={`/console/log?${new URLSearchParams({ ...of, topic: "alarm" })}`} kind="plain">
          {`All of them (${data.total.toLocaleString("en")})`}
        </LinkButton>
      }
    >
      <Details>
        {data.rows.map(({ seq, at, kind, person, started }) => (
          <Detail key={seq} name={exactTime(at)}>
            <Link href={`/console/log/${seq}`}>{titleOfKind(kind)}</Link>
            {person === null ? null : (
              <>
                : by <Named text={person.name} />
              </>
            )}
            {started === null || started.person.id === person?.id ? null : (
              <>
                , started by <Named text={started.person.name} />
              </>
            )}
          </Detail>
        ))}
      </Details>
    </Panel>
  );
}
