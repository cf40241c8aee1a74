import type { Facts as LoginFacts } from "@nearside/shared/statements/facts.ts";
import { Named, Quoted } from "../../ui/quoted.tsx";

const timeOfDay = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });

/** Says where the command line runs, at the beginning of the heading (protocol §10.3): this computer, or a place that it reaches. */
export function PlaceWords({ facts: { place, host }, ago }: { facts: LoginFacts; ago: string }) {
  if (place === undefined)
    return (
      <>
        Started on <strong className="verdict-place">this computer</strong>, {ago},
      </>
    );
  const since = `since ${timeOfDay.format(place.since * 1000)}`;
  if (place.kind === "container")
    return (
      <>
        Runs in the container <Quoted text={place.claimed_name ?? place.id} longest={48} />
        {place.claimed_name !== null && ` (${place.id.slice(0, 12)})`} on{" "}
        <strong className="verdict-place">this computer</strong> ({since}),
      </>
    );
  return (
    <>
      Runs on{" "}
      <strong className={typeof host === "string" ? "verdict-place" : undefined}>
        {typeof host === "string" ? (
          <Named text={host} />
        ) : place.claimed_name === null ? (
          "a host that nobody knows"
        ) : (
          <Quoted text={place.claimed_name} longest={48} />
        )}
      </strong>
      , reached by your SSH session from this computer ({since}),
    </>
  );
}
