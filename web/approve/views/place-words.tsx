import type { Facts as LoginFacts } from "@nearside/shared/statements/facts.ts";
import type { ReactNode } from "react";
import { approveTexts } from "../../texts/approve.tsx";
import { clockTime } from "../../ui/clock-time.ts";
import { Named, Quoted } from "../../ui/quoted.tsx";

const texts = approveTexts.asking;

/** Characters after which the heading cuts a long text. The facts show it whole. */
const LONGEST_QUOTE_IN_HEADING = 48;
/** Characters of a container's id that people know it by. */
const SHORT_ID = 12;

/** Says where the command line runs (protocol §10.3), on this computer or in a place that it reaches, and what started the login. */
export function PlaceWords({ facts: { place, host, context }, ago }: { facts: LoginFacts; ago: string }) {
  const command = <Quoted text={context.command} longest={LONGEST_QUOTE_IN_HEADING} />;
  const folder = <Quoted text={context.cwd} longest={LONGEST_QUOTE_IN_HEADING} />;
  if (place === undefined) return texts.startedHere({ ago, command, folder });
  const since = clockTime(place.since);
  if (place.kind === "container") {
    const { id, claimed_name } = place;
    const name = <Quoted text={claimed_name ?? id} longest={LONGEST_QUOTE_IN_HEADING} />;
    const named = claimed_name === null ? name : texts.containerId({ name, id: id.slice(0, SHORT_ID) });
    return texts.runsInContainer({ name: named, since, command, folder });
  }
  return texts.runsOnHost({ host: hostShown(place.claimed_name, host), since, command, folder });
}

function hostShown(claimedName: string | null, host: string | null | undefined): ReactNode {
  if (typeof host === "string") return texts.enrolledHost({ host: <Named text={host} /> });
  if (claimedName === null) return texts.otherHost({ host: texts.unknownHost });
  return texts.otherHost({ host: <Quoted text={claimedName} longest={LONGEST_QUOTE_IN_HEADING} /> });
}
