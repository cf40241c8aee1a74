import { REPLAY_CHANGES, type ReplayAnswer } from "@nearside/shared/api/console/rule-trials.ts";
import { useId, useState } from "react";
import { Link } from "wouter";
import { trialTexts } from "../../../texts/console/rule-trials.tsx";
import { Button } from "../../../ui/button.tsx";
import { Named } from "../../../ui/quoted.tsx";
import { StateBadge } from "../../ui/badge.tsx";
import { Moment } from "../../ui/moment.tsx";
import { Panel } from "../../ui/panel.tsx";
import { RuleText } from "../shown/rule-text.tsx";
import { OutcomeShown } from "./outcome-shown.tsx";

const texts = trialTexts.replay.cases;

const AT_A_TIME = 10;
type Case = ReplayAnswer["cases"][number];

/** Lists the logins themselves, the newest first, each with its outcome and its outcome by the set. */
export function ReplayCases({ cases }: { cases: readonly Case[] }) {
  const id = useId();
  const [change, setChange] = useState("");
  const [most, setMost] = useState(AT_A_TIME);
  if (cases.length === 0) return null;
  const found = change === "" ? cases : cases.filter((one) => one.change === change);
  return (
    <Panel title={texts.title}>
      <p>{texts.says}</p>
      <div className="filters">
        <div className="filter">
          <label htmlFor={id}>{texts.change}</label>
          <select id={id} value={change} onChange={(event) => setChange(event.currentTarget.value)}>
            <option value="">{texts.any}</option>
            {REPLAY_CHANGES.map((value) => (
              <option key={value} value={value}>
                {trialTexts.replay.changes[value].title}
              </option>
            ))}
          </select>
        </div>
      </div>
      {found.length === 0 ? <p role="status">{texts.none}</p> : null}
      <ul className="rule-list">
        {found.slice(0, most).map((one) => (
          <li key={`${one.login}:${one.given.action}:${one.at}:${one.change}`}>
            <ReplayCase one={one} />
          </li>
        ))}
      </ul>
      {found.length <= most ? null : (
        <Button kind="plain" small onPress={() => setMost(most + AT_A_TIME)}>
          {texts.more(found.length)}
        </Button>
      )}
    </Panel>
  );
}

function ReplayCase({ one: { change, login, at, given, before, after } }: { one: Case }) {
  const person = encodeURIComponent(given.person.id);
  const number = encodeURIComponent(login);
  return (
    <article className="rule-card" aria-label={`${texts.label[given.action]} ${login}`}>
      <header>
        <h3>
          {texts.named({
            label: texts.label[given.action],
            person: <Named text={given.person.name} />,
            program: <Named text={given.client.name} />,
            machine: <Named text={given.machine.hostname} />,
          })}
        </h3>
        <StateBadge words={trialTexts.replay.changes[change]} />
      </header>
      <p>
        <Moment at={at} /> · <Link href={`/console/people/${person}/logins?q=${number}`}>{texts.login}</Link> ·{" "}
        <Link href={`/console/rules/what-if?login=${number}`}>{texts.whatIf}</Link>
      </p>
      <div className="outcomes">
        <OutcomeShown title={texts.before} outcome={before} />
        <OutcomeShown title={texts.after} outcome={after} />
      </div>
      <details>
        <summary>{texts.given}</summary>
        <RuleText text={JSON.stringify(given, null, 2)} />
      </details>
    </article>
  );
}
