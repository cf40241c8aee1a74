import type { FieldProblem } from "@nearside/shared/api/console/console-error.ts";
import { ruleTrialsApi } from "@nearside/shared/api/console/rule-trials.ts";
import { requestIdSchema } from "@nearside/shared/ids.ts";
import type { Given } from "@nearside/shared/rules/given.ts";
import { useId, useRef, useState } from "react";
import * as v from "valibot";
import { useLocation, useSearch } from "wouter";
import { Exact, Named } from "../../../ui/quoted.tsx";
import { useAsk } from "../../data/use-ask.ts";
import { TextField } from "../../form/fields.tsx";
import { Form } from "../../form/form.tsx";
import { Page } from "../../layout/page.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Reading } from "../../ui/reading.tsx";
import { useOwnDraft } from "../draft.ts";
import { RulesTabs } from "../rules-tabs.tsx";
import { ChoosePerson, type ChosenPerson } from "./choose-person.tsx";
import { GivenForm } from "./given-form.tsx";
import { VerdictShown } from "./verdict-shown.tsx";

const PLACE = "/console/rules/what-if";
const loginSchema = v.object({ login: v.pipe(v.string(), v.trim(), requestIdSchema) });

type LoginQuery =
  | { readonly from: "login"; readonly login: string }
  | { readonly from: "person"; readonly person: string; readonly machine: string | null; readonly client: string };

/** Reads from the address whose login is meant: `?login=rq_…`, or `?person=us_…&client=…` with a machine. */
function queryIn(address: URLSearchParams): LoginQuery | undefined {
  const [login, person, client] = ["login", "person", "client"].map((name) => address.get(name) ?? "");
  if (login) return { from: "login", login };
  if (person && client) return { from: "person", person, client, machine: address.get("machine") };
  return undefined;
}

/** Shows what the rules decide about one login, past or made up, with each rule's part in it. */
export function WhatIfPage() {
  const [, navigate] = useLocation();
  const query = queryIn(new URLSearchParams(useSearch()));
  const go = (query: Readonly<Record<string, string>>) => navigate(`${PLACE}?${new URLSearchParams(query)}`);
  const goTo = ({ person, machine, client }: ChosenPerson) =>
    go({ person, client, ...(machine === "" ? {} : { machine }) });
  return (
    <Page
      title="What if"
      crumbs={[{ title: "Rules", href: "/console/rules" }]}
      lead="What the rules say of one login, and the part that each of them has in it. Nothing is kept of what you try."
    >
      <RulesTabs />
      <div className="two-ways">
        <Panel title="A person's login now">
          <ChoosePerson onChoose={goTo} />
        </Panel>
        <Panel title="Or a login that there was">
          <Form schema={loginSchema} send="Take this login" onSend={go}>
            <TextField
              name="login"
              label="Number of the login"
              hint="rq_…, as in the security log and among a person's logins."
              initial={query?.from === "login" ? query.login : ""}
            />
          </Form>
        </Panel>
      </div>
      {query === undefined ? null : <Trial key={JSON.stringify(query)} query={query} />}
    </Page>
  );
}

function Trial({ query }: { query: LoginQuery }) {
  const reading = useAsk(ruleTrialsApi.given, query);
  return (
    <Reading reading={reading} what="the login">
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
        <Panel title="What the rules say">
          <p>
            <Named text={given.person.name} /> with <Named text={given.client.name} /> on{" "}
            <Named text={given.machine.hostname} />, as it is given here.
          </p>
          {draft === undefined ? null : (
            <div className="filters">
              <div className="filter">
                <label htmlFor={id}>Which rules</label>
                <select
                  id={id}
                  value={isDraft ? "draft" : "in_force"}
                  onChange={(event) => setDraft(event.currentTarget.value === "draft")}
                >
                  <option value="draft">Your draft</option>
                  <option value="in_force">Those in force</option>
                </select>
              </div>
            </div>
          )}
          <Reading reading={reading} what="the verdict">
            {(answer) => <VerdictShown answer={answer} />}
          </Reading>
          <WrongPlaces problems={reading.error?.fields ?? []} />
        </Panel>
      </div>
      <Panel title="What is given">
        <p>Change what you like, and ask again.</p>
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
