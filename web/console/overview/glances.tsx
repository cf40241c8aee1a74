import { archiveApi } from "@nearside/shared/api/console/archive.ts";
import { breakGlassApi } from "@nearside/shared/api/console/break-glass.ts";
import { enrolmentsApi } from "@nearside/shared/api/console/enrolments.ts";
import type { ReadEntry } from "@nearside/shared/api/console/entry.ts";
import { logApi } from "@nearside/shared/api/console/log.ts";
import { machinesApi } from "@nearside/shared/api/console/machines.ts";
import { mailApi } from "@nearside/shared/api/console/mail.ts";
import { peopleApi } from "@nearside/shared/api/console/people.ts";
import { recoveriesApi } from "@nearside/shared/api/console/recovery.ts";
import type { Addressed, OutputOf } from "@nearside/shared/api/entry.ts";
import { type ComponentType, useState } from "react";
import type * as v from "valibot";
import { Link } from "wouter";
import { useConsole } from "../console-context.ts";
import { useRead } from "../data/use-read.ts";
import { useMay } from "../session/use-session.ts";
import { Badge } from "../ui/badge.tsx";
import type { Query } from "../wire/http.ts";
import {
  ALARM_DAYS,
  alarmsGlance,
  archiveGlance,
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

/** Gives, by section, what may need a look now. */
export const GLANCES: Readonly<Record<string, ComponentType>> = {
  "/console/people": () => (
    <Total of={peopleApi.list} query={{ state: "active" }} says={peopleGlance} href="/console/people" />
  ),
  "/console/enrolment": () => (
    <Total of={enrolmentsApi.waiting} query={{}} says={waitingGlance} href="/console/enrolment" />
  ),
  "/console/machines": () => (
    <Total of={machinesApi.list} query={{ state: "quarantined" }} says={machinesGlance} href="/console/machines" />
  ),
  "/console/log": Alarms,
  "/console/archive": () => <Read of={archiveApi.state} says={archiveGlance} href="/console/archive" />,
  "/console/recovery": Recovery,
  "/console/mail": () => <Read of={mailApi.state} says={mailGlance} href="/console/mail" />,
};

function Alarms() {
  const { clock } = useConsole();
  const [from] = useState(() => clock.now() - ALARM_DAYS * DAY);
  return (
    <Total of={logApi.list} query={{ topic: "alarm", from: String(from) }} says={alarmsGlance} href="/console/log" />
  );
}

function Recovery() {
  const may = useMay();
  return (
    <>
      <Total of={recoveriesApi.list} query={{ state: "started" }} says={recoveriesGlance} href="/console/recovery" />
      {may("break_glass.manage") ? (
        <Read of={breakGlassApi.view} says={codesGlance} href="/console/recovery/break-glass" />
      ) : null}
    </>
  );
}

interface TotalProps {
  readonly of: ReadEntry<v.GenericSchema, v.GenericSchema<unknown, { readonly total: number | null }>> & Addressed;
  readonly query: Query;
  readonly says: (total: number | null) => Glance;
  /** The address of the list's page, which is opened with the same query. */
  readonly href: string;
}

/**
 * Counts the rows of a list. It asks for one row, so that the list's own reading of the same query is a different one.
 */
const Total = ({ of, query, says, href }: TotalProps) => (
  <Read
    of={of}
    query={{ ...query, limit: "1" }}
    says={({ total }) => says(total)}
    href={Object.keys(query).length === 0 ? href : `${href}?${new URLSearchParams(query)}`}
  />
);

interface ReadProps<E extends ReadEntry> {
  readonly of: E & Addressed;
  readonly query?: Query;
  readonly says: (answer: OutputOf<E>) => Glance;
  readonly href: string;
}

/** Shows nothing until the answer is there: the section can be opened meanwhile. */
function Read<E extends ReadEntry>({ of, query = {}, says, href }: ReadProps<E>) {
  const { data, error } = useRead(of, { query, everySeconds: EVERY_SECONDS });
  if (data === undefined) return error === null ? null : <Badge tone="plain">could not be looked up</Badge>;
  const { tone, text } = says(data);
  return (
    <Link href={href} className="overview-glance">
      <Badge tone={tone}>{text}</Badge>
    </Link>
  );
}
