import { breakGlassAnswerSchema } from "@nearside/shared/api/console/break-glass.ts";
import { mailStateSchema } from "@nearside/shared/api/console/mail.ts";
import type { ComponentType } from "react";
import { useState } from "react";
import * as v from "valibot";
import { Link } from "wouter";
import { useConsole } from "../console-context.ts";
import { useRead } from "../data/use-read.ts";
import { useMay } from "../session/use-session.ts";
import { Badge } from "../ui/badge.tsx";
import type { Query } from "../wire/http.ts";
import {
  ALARM_DAYS,
  alarmsGlance,
  codesGlance,
  type Glance,
  machinesGlance,
  mailGlance,
  peopleGlance,
  recoveriesGlance,
  waitingGlance,
} from "./glance-words.ts";

const EVERY_SECONDS = 60;
const DAY = 86_400_000;
/** Reads only how many rows a list has. */
const totalSchema = v.object({ total: v.number() });

/** Gives, by section, what there is now that somebody may have to look at. */
export const GLANCES: Readonly<Record<string, ComponentType>> = {
  "/console/people": () => (
    <Total path="people" query={{ state: "active" }} says={peopleGlance} href="/console/people" />
  ),
  "/console/enrolment": () => (
    <Total path="waiting-enrolments" query={{}} says={waitingGlance} href="/console/enrolment" />
  ),
  "/console/machines": () => (
    <Total path="machines" query={{ state: "quarantined" }} says={machinesGlance} href="/console/machines" />
  ),
  "/console/log": Alarms,
  "/console/recovery": WayBack,
  "/console/mail": () => <Read path="mail" schema={mailStateSchema} says={mailGlance} href="/console/mail" />,
};

function Alarms() {
  const { clock } = useConsole();
  const [from] = useState(() => clock.now() - ALARM_DAYS * DAY);
  return <Total path="log" query={{ topic: "alarm", from: String(from) }} says={alarmsGlance} href="/console/log" />;
}

function WayBack() {
  const may = useMay();
  return (
    <>
      <Total path="recoveries" query={{ state: "started" }} says={recoveriesGlance} href="/console/recovery" />
      {may("break_glass.manage") ? (
        <Read
          path="break-glass"
          schema={breakGlassAnswerSchema}
          says={codesGlance}
          href="/console/recovery/break-glass"
        />
      ) : null}
    </>
  );
}

interface TotalProps {
  readonly path: string;
  readonly query: Query;
  readonly says: (total: number) => Glance;
  /** The address of the list's page, which is opened with the same query. */
  readonly href: string;
}

/**
 * Counts the rows of a list. It asks for one row, so that the list's own reading of the same query is a different one.
 */
const Total = ({ path, query, says, href }: TotalProps) => (
  <Read
    path={path}
    query={{ ...query, limit: "1" }}
    schema={totalSchema}
    says={({ total }) => says(total)}
    href={Object.keys(query).length === 0 ? href : `${href}?${new URLSearchParams(query)}`}
  />
);

interface ReadProps<Answer> {
  readonly path: string;
  readonly query?: Query;
  readonly schema: v.GenericSchema<unknown, Answer>;
  readonly says: (answer: Answer) => Glance;
  readonly href: string;
}

/** Shows nothing until the answer is there: the section can be opened meanwhile. */
function Read<Answer>({ path, query = {}, schema, says, href }: ReadProps<Answer>) {
  const { data, error } = useRead(`/api/console/${path}`, schema, { query, everySeconds: EVERY_SECONDS });
  if (data === undefined) return error === null ? null : <Badge tone="plain">could not be looked up</Badge>;
  const { tone, text } = says(data);
  return (
    <Link href={href} className="overview-glance">
      <Badge tone={tone}>{text}</Badge>
    </Link>
  );
}
