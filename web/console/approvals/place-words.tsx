import type { WaitingApproval } from "@nearside/shared/api/console/approvals.ts";
import type { PlaceShown } from "@nearside/shared/api/place-shown.ts";
import { Fragment } from "react";
import { approvalsTexts } from "../../texts/console/approvals.tsx";
import { keyed } from "../../ui/keyed.ts";
import { Exact, Named, Quoted } from "../../ui/quoted.tsx";

const texts = approvalsTexts.one.place;

type Asked = Pick<WaitingApproval, "machine" | "place">;

/** Names the place where another person's login runs, for a line of a list: a host, a container, or the machine as it names itself. */
export function PlaceName({ asked: { machine, place }, longest }: { asked: Asked; longest?: number }) {
  const cut = longest === undefined ? {} : { longest };
  if (place === undefined) return <Quoted text={machine.hostname} {...cut} />;
  if (place.kind === "container") return texts.container({ name: <Quoted text={place.name ?? place.id} {...cut} /> });
  if (place.name === null) return texts.unknownHost;
  return place.standing === "enrolled" ? <Named text={place.name} /> : <Quoted text={place.name} {...cut} />;
}

/** Says where it runs, who says so, and what lies behind it (protocol §10.3). */
export function PlaceWords({ asked }: { asked: Asked }) {
  const { machine, place } = asked;
  const named = <PlaceName asked={asked} />;
  if (place === undefined) return named;
  const name = <Quoted text={machine.hostname} />;
  if (place.kind === "container")
    return (
      <>
        {texts.inContainer({ place: named })}
        <p>{texts.containerIs({ id: <Exact text={place.id} />, name })}</p>
      </>
    );
  return (
    <>
      {texts.overSsh({ place: named })}
      <p>{texts[place.standing]({ name })}</p>
      <Beyond place={place} />
    </>
  );
}

function Beyond({ place: { hops } }: { place: Extract<PlaceShown, { kind: "ssh" }> }) {
  if (hops.length === 0) return null;
  const hosts = keyed(hops).map(({ key, item }) => (
    <Fragment key={key}>
      <Quoted text={item} />{" "}
    </Fragment>
  ));
  return <p>{texts.beyond({ hosts })}</p>;
}
