import { totalInWords } from "@nearside/shared/api/console/list.ts";
import { logApi } from "@nearside/shared/api/console/log.ts";
import { LOG_KINDS, type LogTopic } from "@nearside/shared/api/console/log-kinds.ts";
import { Link } from "wouter";
import { mentionTexts as texts } from "../../texts/console/mentions.tsx";
import { Named } from "../../ui/quoted.tsx";
import { useRead } from "../data/use-read.ts";
import { useMay } from "../session/use-session.ts";
import type { BadgeWords } from "../ui/badge.tsx";
import { Detail, Details } from "../ui/details.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { exactTime } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";

/** Title and tone of the badge that says what an event is about. */
export const TOPIC_WORDS: Readonly<Record<LogTopic, BadgeWords>> = {
  alarm: { title: texts.topics.alarm, tone: "alert" },
  refusal: { title: texts.topics.refusal, tone: "wait" },
  login: { title: texts.topics.login, tone: "plain" },
  token: { title: texts.topics.token, tone: "plain" },
  enrolment: { title: texts.topics.enrolment, tone: "plain" },
  person: { title: texts.topics.person, tone: "plain" },
  machine: { title: texts.topics.machine, tone: "plain" },
  client: { title: texts.topics.client, tone: "plain" },
  console: { title: texts.topics.console, tone: "plain" },
  setting: { title: texts.topics.setting, tone: "plain" },
  server: { title: texts.topics.server, tone: "plain" },
};

/** Falls back to the kind itself: a newer server may have kinds that this page does not know. */
export const titleOfKind = (kind: string): string => LOG_KINDS[kind]?.title ?? kind.replaceAll("_", " ");

const SHOWN = "5";

type Whose = { readonly person: string } | { readonly device: string };

/**
 * Lists the latest alarms that name this person or this machine, also as the one that started what another person
 * opened. Shows nothing if there was no alarm.
 */
export const RecentAlarms = ({ of }: { of: Whose }) => (useMay()("log.read") ? <Alarms of={of} /> : null);

function Alarms({ of }: { of: Whose }) {
  const { data } = useRead(logApi.list, { query: { ...of, topic: "alarm", limit: SHOWN } });
  if (data === undefined || data.rows.length === 0) return null;
  return (
    <Panel
      title={texts.alarms.title}
      actions={
        <LinkButton href={`/console/log?${new URLSearchParams({ ...of, topic: "alarm" })}`} kind="plain">
          {texts.alarms.all(totalInWords(data.total))}
        </LinkButton>
      }
    >
      <Details>
        {data.rows.map(({ seq, at, kind, person, started }) => (
          <Detail key={seq} name={exactTime(at)}>
            {texts.alarms.event({
              title: <Link href={`/console/log/${seq}`}>{titleOfKind(kind)}</Link>,
              person: person === null ? null : <Named text={person.name} />,
              starter:
                started === null || started.person.id === person?.id ? null : <Named text={started.person.name} />,
            })}
          </Detail>
        ))}
      </Details>
    </Panel>
  );
}
