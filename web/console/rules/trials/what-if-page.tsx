import type { FieldProblem } from "@nearside/shared/api/console/console-error.ts";
import { ruleTrialsApi } from "@nearside/shared/api/console/rule-trials.ts";
import type { Given } from "@nearside/shared/rules/given.ts";
import { useId, useRef, useState } from "react";
import { useLocation, useSearch } from "wouter";
import { trialTexts } from "../../../texts/console/rule-trials.tsx";
import { ruleTexts } from "../../../texts/console/rules.tsx";
import { Exact, Named } from "../../../ui/quoted.tsx";
import { useAsk } from "../../data/use-ask.ts";
import { Page } from "../../layout/page.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Reading } from "../../ui/reading.tsx";
import { useOwnDraft } from "../draft.ts";
import { RulesTabs } from "../rules-tabs.tsx";
import { ChooseLogin, type LoginQuery, useRecentLogins } from "./choose-login.tsx";
import { GivenForm } from "./given-form.tsx";
import { VerdictShown } from "./verdict-shown.tsx";

const PLACE = "/console/rules/what-if";
const texts = trialTexts.whatIf;

/** Reads from the address whose login is meant: `?login=rq_…`, or `?person=us_…&client=…` with a machine. */
function queryIn(address: URLSearchParams): LoginQuery | undefined {
  const [login, person, client] = ["login", "person", "client"].map((name) => address.get(name) ?? "");
  if (login) return { from: "login", login };
  if (person && client) return { from: "person", person, client, machine: address.get("machine") };
  return undefined;
}

/**
 * Shows the verdict of the rules on one login, past or made up, with each rule's part in it. Unless the address names a
 * login, it is the last one that was approved.
 */
export function WhatIfPage() {
  const [, navigate] = useLocation();
  const recent = useRecentLogins();
  const asked = queryIn(new URLSearchParams(useSearch()));
  const [newest] = recent.logins;
  const query: LoginQuery | undefined =
    asked ?? (newest === undefined ? undefined : { from: "login", login: newest.id });
  const go = (search: Readonly<Record<string, string>>) => navigate(`${PLACE}?${new URLSearchParams(search)}`);
  return (
    <Page title={texts.title} crumbs={[{ title: ruleTexts.section, href: "/console/rules" }]} lead={texts.lead}>
      <RulesTabs />
      <ChooseLogin
        recent={recent}
        chosen={query}
        onLogin={(login) => go({ login })}
        onPerson={({ person, machine, client }) => go({ person, client, ...(machine === "" ? {} : { machine }) })}
      />
      {query === undefined ? null : <Trial key={JSON.stringify(query)} query={query} />}
    </Page>
  );
}

function Trial({ query }: { query: LoginQuery }) {
  const reading = useAsk(ruleTrialsApi.given, query);
  return (
    <Reading reading={reading} what={texts.whatLogin}>
      {({ given }) => <OfGiven key={JSON.stringify(given)} first={given} />}
    </Reading>
  );
}

function OfGiven({ first }: { first: Given }) {
  const id = useId();
  const draft = useOwnDraft().read();
  const [isDraft, setDraft] = useState(draft !== undefined);
  const [given, setGiven] = useState(first);
  const verdict = useRef<HTMLDivElement>(null);
  const text = isDraft && draft !== undefined ? draft.text : null;
  const reading = useAsk(ruleTrialsApi.whatIf, { text, given });
  const ask = (changed: Given) => {
    setGiven(changed);
    verdict.current?.focus();
    verdict.current?.scrollIntoView({ block: "nearest" });
  };
  return (
    <div className="what-if">
      <div className="what-if-said" ref={verdict} tabIndex={-1}>
        <Panel title={texts.verdict.title}>
          <p>
            {texts.verdict.about({
              person: <Named text={given.person.name} />,
              program: <Named text={given.client.name} />,
              machine: <Named text={given.machine.hostname} />,
            })}
          </p>
          {draft === undefined ? null : (
            <div className="filters">
              <div className="filter">
                <label htmlFor={id}>{texts.verdict.rules}</label>
                <select
                  id={id}
                  value={isDraft ? "draft" : "active"}
                  onChange={(event) => setDraft(event.currentTarget.value === "draft")}
                >
                  <option value="draft">{texts.verdict.draft}</option>
                  <option value="active">{texts.verdict.active}</option>
                </select>
              </div>
            </div>
          )}
          <Reading reading={reading} what={texts.verdict.what}>
            {(answer) => <VerdictShown answer={answer} />}
          </Reading>
          <WrongPlaces problems={reading.error?.fields ?? []} />
        </Panel>
      </div>
      <Panel title={trialTexts.given.title}>
        <p>{trialTexts.given.says}</p>
        <GivenForm given={first} onAsk={ask} />
      </Panel>
    </div>
  );
}

/** Lists the places at which a draft can't be read. */
function WrongPlaces({ problems }: { problems: readonly FieldProblem[] }) {
  if (problems.length === 0) return null;
  return (
    <ul className="form-problems">
      {problems.map(({ field, problem }) => (
        <li key={`${field}:${problem}`}>
          <Exact text={field} /> <Named text={problem} />
        </li>
      ))}
    </ul>
  );
}
