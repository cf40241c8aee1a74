import type { OwnLoginDetail } from "@nearside/shared/api/console/own-logins.ts";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { logTexts as texts } from "../../texts/console/log.tsx";
import { Exact, Named, Quoted } from "../../ui/quoted.tsx";
import { LoginAlarm, loginWords } from "../mentions/login.tsx";
import { StateBadge } from "../ui/badge.tsx";
import { Detail, Details } from "../ui/details.tsx";
import { exactTime } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import { PlaceDetails } from "./place-details.tsx";

const { request: words } = texts;

interface Props {
  readonly detail: Pick<OwnLoginDetail, "login" | "context" | "authorization_details" | "place">;
  /** The address of the machine's own page. */
  readonly machineHref: string;
  /** The address of the program's page, for those who may open it. */
  readonly clientHref?: string | undefined;
  /** More lines, which follow the program. */
  readonly children?: ReactNode;
}

/** Shows what a command line asked for, and from where. The machine's own words are quoted. */
export function LoginRequest({
  detail: { login, context, authorization_details, place },
  machineHref,
  clientHref,
  children,
}: Props) {
  const program = <Named text={login.client.name} />;
  const stated = (text: string | null) => (text === null || text === "" ? words.notReported : <Quoted text={text} />);
  return (
    <Panel title={words.title}>
      <Details>
        <Detail name={words.outcome}>
          <StateBadge words={loginWords(login.state)} />{" "}
          {login.alarm === null ? null : <LoginAlarm alarm={login.alarm} />}
        </Detail>
        <Detail name={words.program}>
          {words.programOf({
            name: clientHref === undefined ? program : <Link href={clientHref}>{program}</Link>,
            verified: login.client.verified,
          })}
        </Detail>
        {children}
        <Detail name={words.when}>{exactTime(login.created_at)}</Detail>
        <Detail name={words.machine}>
          <Link href={machineHref}>
            <Named text={login.machine.hostname} />
          </Link>
        </Detail>
        {place === null ? null : <PlaceDetails place={place} />}
        <Detail name={words.address}>{login.address}</Detail>
        <Detail name={words.command}>{stated(context.command)}</Detail>
        <Detail name={words.folder}>{stated(context.cwd)}</Detail>
        <Detail name={words.account}>{stated(context.account)}</Detail>
        <Detail name={words.parent}>{stated(context.parent)}</Detail>
        <Detail name={words.terminal}>{stated(context.tty)}</Detail>
        {context.remote === null ? null : <Detail name={words.remote}>{stated(context.remote)}</Detail>}
        <Detail name={words.scope}>{login.scope === "" ? words.noScope : <Exact text={login.scope} />}</Detail>
        <Detail name={words.apis}>
          {login.resource.length === 0 ? words.noApis : <Exact text={login.resource.join(" ")} />}
        </Detail>
        {authorization_details.length === 0 ? null : (
          <Detail name={words.details}>
            <ul className="plain-list">
              {authorization_details.map((detail) => (
                <li key={JSON.stringify(detail)}>
                  <Exact text={JSON.stringify(detail)} />
                </li>
              ))}
            </ul>
          </Detail>
        )}
        <Detail name={words.id}>
          <Exact text={login.id} />
        </Detail>
      </Details>
    </Panel>
  );
}
