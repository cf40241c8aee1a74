import type { OwnLoginDetail } from "@nearside/shared/api/console/own-logins.ts";
import { isRefusalCode, sentenceOf } from "@nearside/shared/chain/refusal.ts";
import type { ReactNode } from "react";
import { Exact, Named } from "../../ui/quoted.tsx";
import { AuthenticatorName } from "../mentions/authenticator.tsx";
import { Detail, Details } from "../ui/details.tsx";
import { exactTime, Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";

const GRANTED: Readonly<Record<NonNullable<OwnLoginDetail["granted"]>["state"], string>> = {
  in_force: "in force",
  ended: "ended",
  over: "over: its time has come",
  fallen: "no longer good: something that it rests on has ended, or is quarantined",
};

const CHANNELS: Readonly<Record<NonNullable<OwnLoginDetail["channel"]>, string>> = {
  loopback: "over the machine's loopback",
  native: "through the machine's keeper, without a port",
};

interface Props {
  readonly detail: Pick<OwnLoginDetail, "browser" | "channel" | "approved" | "reason" | "said" | "granted">;
  readonly actions?: ReactNode;
}

/** Says by what a login was decided, and what it gave. */
export function LoginOutcome({ detail: { browser, channel, approved, reason, said, granted }, actions }: Props) {
  return (
    <Panel title="What came of it" actions={actions}>
      <Details>
        <Detail name="Browser">{browser === null ? "none met it" : <Named text={browser} />}</Detail>
        {channel === null ? null : <Detail name="It met the command line">{CHANNELS[channel]}</Detail>}
        <Detail name="Approved by">
          {approved === null ? "nobody" : <AuthenticatorName authenticator={approved.authenticator} />}
        </Detail>
        {approved === null ? null : <Detail name="Approved">{exactTime(approved.at)}</Detail>}
        {reason === null ? null : <Detail name="Why not">{isRefusalCode(reason) ? sentenceOf(reason) : reason}</Detail>}
        {said === null ? null : (
          <Detail name="Denied with the words">
            <Named text={said} />
          </Detail>
        )}
        <Detail name="It gave">
          {granted === null ? (
            "nothing"
          ) : (
            <>
              {granted.scope === "" ? "no scope" : <Exact text={granted.scope} />}: {GRANTED[granted.state]}
            </>
          )}
        </Detail>
        {granted?.state === "in_force" ? (
          <Detail name="At the longest until">
            <Moment at={granted.until} />
          </Detail>
        ) : null}
      </Details>
    </Panel>
  );
}
