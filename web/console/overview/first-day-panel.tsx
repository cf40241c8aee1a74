import type { FirstDayStep, Overview } from "@nearside/shared/api/console/overview.ts";
import { useState } from "react";
import { Link } from "wouter";
import { overviewTexts as texts } from "../../texts/console/overview.tsx";
import { Button } from "../../ui/button.tsx";
import { useSession } from "../session/use-session.ts";
import { Badge } from "../ui/badge.tsx";
import { Panel } from "../ui/panel.tsx";
import { hiddenLists } from "./hidden-lists.ts";

const HREFS: Readonly<Record<FirstDayStep, string>> = {
  own_machine: "/account/machines",
  break_glass_codes: "/console/recovery/break-glass",
  mail: "/console/mail",
  invitation: "/console/people/new",
  second_owner: "/console/people",
  client: "/console/clients/new",
  rules: "/console/rules/edit",
  archive: "/console/archive",
};

const hidden = hiddenLists(() => window.localStorage);

/** Shows what is left to set up, until everything is done or the person hides it in this browser. */
export function FirstDayPanel({ steps }: { steps: Overview["first_day"] }) {
  const { id } = useSession().user;
  const [isHidden, setHidden] = useState(() => hidden.has(id));
  const done = steps.filter((step) => step.done).length;
  if (isHidden || done === steps.length) return null;
  const { title, progress, done: doneText, open, hide, steps: stepTexts } = texts.firstDay;
  const hideIt = () => {
    hidden.add(id);
    setHidden(true);
  };
  return (
    <Panel
      title={title}
      actions={
        <Button kind="quiet" small onPress={hideIt}>
          {hide}
        </Button>
      }
    >
      <p>{progress({ done, all: steps.length })}</p>
      <ol className="first-day">
        {steps.map((step) => (
          <li key={step.step} className={step.done ? "first-day-done" : "first-day-open"}>
            <Badge tone={step.done ? "near" : "plain"}>{step.done ? doneText : open}</Badge>
            <div>
              {step.done ? (
                stepTexts[step.step].title
              ) : (
                <Link href={HREFS[step.step]}>{stepTexts[step.step].title}</Link>
              )}
              {step.done ? null : <p>{stepTexts[step.step].why}</p>}
            </div>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
