import type { WaitingApproval } from "@nearside/shared/api/console/approvals.ts";
import type { PlaceShown } from "@nearside/shared/api/place-shown.ts";
import { Fragment } from "react";
import { keyed } from "../../ui/keyed.ts";
import { Exact, Named, Quoted } from "../../ui/quoted.tsx";

type Asked = Pick<WaitingApproval, "machine" | "place">;

/** Names the place where another person's login runs, for a line of a list: a host, a container, or the machine by its own word. */
export function PlaceName({ asked: { machine, place }, longest }: { asked: Asked; longest?: number }) {
  const cut = longest === undefined ? {} : { longest };
  if (place === undefined) return <Quoted text={machine.hostname} {...cut} />;
  if (place.kind === "container")
    return (
      <>
        the container <Quoted text={place.name ?? place.id} {...cut} />
      </>
    );
  if (place.name === null) return <>a host that nobody knows</>;
  return place.standing === "enrolled" ? <Named text={place.name} /> : <Quoted text={place.name} {...cut} />;
}

const HOST_WORDS: Readonly<Record<Extract<PlaceShown, { kind: "ssh" }>["standing"], string>> = {
  enrolled: "Your organisation enrolled its key under this name.",
  claimed: "So that machine's known_hosts calls it. Your organisation does not know its key.",
  unknown: "Neither your organisation nor that machine's known_hosts has its key.",
};

/** Says where it runs, who says so, and what lies behind it (protocol §10.3). */
export function PlaceWords({ asked }: { asked: Asked }) {
  const { machine, place } = asked;
  if (place === undefined) return <PlaceName asked={asked} />;
  return (
    <>
      <PlaceName asked={asked} />, {place.kind === "ssh" ? "reached by SSH from" : "on"} the machine that vouches for it
      <p>
        {place.kind === "container" ? (
          <>
            Its id is <Exact text={place.id} />.
          </>
        ) : (
          HOST_WORDS[place.standing]
        )}{" "}
        It calls itself <Quoted text={machine.hostname} />.
      </p>
      {place.kind === "ssh" && place.hops.length > 0 ? (
        <p>
          And beyond it, by that host's own word:
          {keyed(place.hops).map(({ key, item }) => (
            <Fragment key={key}>
              {" "}
              <Quoted text={item} />
            </Fragment>
          ))}
        </p>
      ) : null}
    </>
  );
}
