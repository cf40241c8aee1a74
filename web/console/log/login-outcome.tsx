import type { OwnLoginDetail } from "@nearside/shared/api/console/own-logins.ts";
import { isRefusalCode, sentenceOf } from "@nearside/shared/chain/refusal.ts";
import type { ReactNode } from "react";
import { logTexts as texts } from "../../texts/console/log.tsx";
import { withCode } from "../../texts/with-code.tsx";
import { Exact, Named } from "../../ui/quoted.tsx";
import { AuthenticatorName } from "../mentions/authenticator.tsx";
import { reasonText } from "../mentions/reason-text.ts";
import { Detail, Details } from "../ui/details.tsx";
import { exactTime, Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";

const { result: words } = texts;

interface Props {
  readonly detail: Pick<
    OwnLoginDetail,
    "browser" | "channel" | "approved" | "reason" | "said" | "justification" | "ticket" | "granted"
  >;
  readonly actions?: ReactNode;
}

/** Says by what a login was decided, and what it gave. */
export function LoginOutcome({ detail, actions }: Props) {
  const { browser, channel, approved, reason, said, justification, ticket, granted } = detail;
  return (
    <Panel title={words.title} actions={actions}>
      <Details>
        <Detail name={words.browser}>{browser === null ? words.notMet : <Named text={browser} />}</Detail>
        {channel === null ? null : <Detail name={words.channel}>{words.channels[channel]}</Detail>}
        <Detail name={words.approvedBy}>
          {approved === null ? words.nobody : <AuthenticatorName authenticator={approved.authenticator} />}
        </Detail>
        {approved === null ? null : <Detail name={words.approvedAt}>{exactTime(approved.at)}</Detail>}
        {justification === null ? null : (
          <Detail name={words.said}>
            <Named text={justification} />
          </Detail>
        )}
        {ticket === null ? null : (
          <Detail name={words.ticket}>
            <Named text={ticket} />
          </Detail>
        )}
        {reason === null ? null : (
          <Detail name={words.reason}>
            {isRefusalCode(reason) ? withCode(sentenceOf(reason)) : reasonText(reason)}
          </Detail>
        )}
        {said === null ? null : (
          <Detail name={words.said}>
            <Named text={said} />
          </Detail>
        )}
        <Detail name={words.access}>
          {granted === null
            ? words.noToken
            : words.accessOf({
                scope: granted.scope === "" ? words.noScope : <Exact text={granted.scope} />,
                state: words.states[granted.state],
              })}
        </Detail>
        {granted?.state === "active" ? (
          <Detail name={words.until}>
            <Moment at={granted.until} />
          </Detail>
        ) : null}
      </Details>
    </Panel>
  );
}
