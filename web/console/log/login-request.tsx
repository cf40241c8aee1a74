import type { OwnLoginDetail } from "@nearside/shared/api/console/own-logins.ts";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { Exact, Named, Quoted } from "../../ui/quoted.tsx";
import { LoginAlarm, loginWords } from "../mentions/login.tsx";
import { StateBadge } from "../ui/badge.tsx";
import { Detail, Details } from "../ui/details.tsx";
import { exactTime } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import { PlaceDetails } from "./place-details.tsx";

interface Props {
  readonly detail: Pick<OwnLoginDetail, "login" | "context" | "authorization_details" | "place">;
  /** The address of the machine's own page. */
  readonly machineHref: string;
  /** More lines, which follow the program. */
  readonly children?: ReactNode;
}

/** Shows what a command line asked for, and from where. The machine's own words are quoted. */
export function LoginRequest({
  detail: { login, context, authorization_details, place },
  machineHref,
  children,
}: Props) {
  const stated = (text: string | null) => (text === null || text === "" ? "not said" : <Quoted text={text} />);
  return (
    <Panel title="What was asked">
      <Details>
        <Detail name="State">
          <StateBadge words={loginWords(login.state)} />{" "}
          {login.alarm === null ? null : <LoginAlarm alarm={login.alarm} />}
        </Detail>
        <Detail name="Program">
          <Named text={login.client.name} /> ({login.client.verified ? "name verified" : "name not verified"})
        </Detail>
        {children}
        <Detail name="When">{exactTime(login.created_at)}</Detail>
        <Detail name="Machine">
          <Link href={machineHref}>
            <Named text={login.machine.hostname} />
          </Link>
        </Detail>
        {place === null ? null : <PlaceDetails place={place} />}
        <Detail name="From">{login.address}</Detail>
        <Detail name="Command">{stated(context.command)}</Detail>
        <Detail name="In">{stated(context.cwd)}</Detail>
        <Detail name="Account there">{stated(context.account)}</Detail>
        <Detail name="Started by">{stated(context.parent)}</Detail>
        <Detail name="Terminal">{stated(context.tty)}</Detail>
        <Detail name="Logged in there from">
          {context.remote === null ? "that machine itself" : stated(context.remote)}
        </Detail>
        <Detail name="Asked for">{login.scope === "" ? "no scope" : <Exact text={login.scope} />}</Detail>
        <Detail name="At">
          {login.resource.length === 0 ? "this server only" : <Exact text={login.resource.join(" ")} />}
        </Detail>
        {authorization_details.length === 0 ? null : (
          <Detail name="In detail">
            <ul className="plain-list">
              {authorization_details.map((detail) => (
                <li key={JSON.stringify(detail)}>
                  <Exact text={JSON.stringify(detail)} />
                </li>
              ))}
            </ul>
          </Detail>
        )}
        <Detail name="Id">
          <Exact text={login.id} />
        </Detail>
      </Details>
    </Panel>
  );
}
