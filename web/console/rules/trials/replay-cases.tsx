import { REPLAY_CHANGES, type ReplayAnswer } from "@nearside/shared/api/console/rule-trials.ts";
import { useId, useState } from "react";
import { Link } from "wouter";
import { Button } from "../../../ui/button.tsx";
import { Named } from "../../../ui/quoted.tsx";
import { StateBadge } from "../../ui/badge.tsx";
import { Moment } from "../../ui/moment.tsx";
import { Panel } from "../../ui/panel.tsx";
import { RuleText } from "../shown/rule-text.tsx";
import { OutcomeShown } from "./outcome-shown.tsx";
import { CHANGE_WORDS } from "./replay-words.ts";

const AT_A_TIME = 10;
type Case = ReplayAnswer["cases"][number];

/** Lists the logins themselves, the newest first, each with its outcome and what the set would make of it. */
export function ReplayCases({ cases }: { cases: readonly Case[] }) {
  const id = useId();
  const [change, setChange] = useState("");
  const [most, setMost] = useState(AT_A_TIME);
  if (cases.length === 0) return null;
  const found = change === "" ? cases : cases.filter((one) => one.change === change);
  return (
    <Panel title="The logins">
      <p>The newest, at most 200 of each change.</p>
      <div className="filters">
        <div className="filter">
          <label htmlFor={id}>Change</label>
          <select id={id} value={change} onChange={(event) => setChange(event.currentTarget.value)}>
            <option value="">Any</option>
            {REPLAY_CHANGES.map((value) => (
              <option key={value} value={value}>
                {CHANGE_WORDS[value].title}
              </option>
            ))}
          </select>
        </div>
      </div>
      {found.length === 0 ? <p role="status">No login of the kind.</p> : null}
      <ul className="rule-list">
        {found.slice(0, most).map((one) => (
          <li key={`${one.login}:${one.given.action}:${one.at}:${one.change}`}>
            <ReplayCase one={one} />
          </li>
        ))}
      </ul>
      {found.length <= most ? null : (
        <Button kind="plain" small onPress={() => setMost(most + AT_A_TIME)}>
          Show the next ones of {found.length.toLocaleString("en")}
        </Button>
      )}
    </Panel>
  );
}

const ACTION_WORDS = { approve: "Login", refresh: "Refresh", exchange: "Exchange" } as const;

function ReplayCase({ one: { change, login, at, given, before, after } }: { one: Case }) {
  const person = encodeURIComponent(given.person.id);
  const number = encodeURIComponent(login);
  return (
    <article className="rule-card" aria-label={`${ACTION_WORDS[given.action]} ${login}`}>
      <header>
        <h3>
          {ACTION_WORDS[given.action]} of <Named text={given.person.name} /> with <Named text={given.client.name} /> on{" "}
          <Named text={given.machine.hostname} />
        </h3>
        <StateBadge words={CHANGE_WORDS[change]} />
      </header>
      <p>
        <Moment at={at} /> · <Link href={`/console/people/${person}/logins?q=${number}`}>The login</Link> ·{" "}
        <Link href={`/console/rules/what-if?login=${number}`}>What if</Link>
      </p>
      <div className="outcomes">
        <OutcomeShown title="Now" outcome={before} />
        <OutcomeShown title="Then" outcome={after} />
      </div>
      <details>
        <summary>All that was given</summary>
        <RuleText text={JSON.stringify(given, null, 2)} />
      </details>
    </article>
  );
}
