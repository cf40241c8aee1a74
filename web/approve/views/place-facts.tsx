import type { SshPlace } from "@nearside/shared/statements/place.ts";
import { approveSeldomTexts } from "../../texts/approve-seldom.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";
import { keyed } from "../../ui/keyed.ts";
import { Exact, Named, Quoted } from "../../ui/quoted.tsx";

const texts = approveSeldomTexts.host;

/** Shows which host it is, who says so, and what lies behind it (protocol §10.3). Most logins run on the computer itself and never load it. */
export function PlaceFacts({ place, host }: { place: SshPlace; host: string | null | undefined }) {
  return (
    <Facts kind={typeof host === "string" ? "known" : "claimed"} title={texts.title} note={texts.note}>
      <Fact name={texts.name}>
        {typeof host === "string" ? (
          <>
            <Named text={host} />
            <small>{texts.enrolled}</small>
          </>
        ) : place.claimed_name === null ? (
          <>
            {texts.unknown}
            <small>{texts.neither}</small>
          </>
        ) : (
          <>
            <Quoted text={place.claimed_name} />
            <small>{texts.claimed}</small>
          </>
        )}
      </Fact>
      {place.hops.length === 0 ? null : (
        <Fact name={texts.beyond}>
          <ul className="exact-list">
            {keyed(place.hops).map(({ key, item }) => (
              <li key={key}>
                {item.claimed_name === null ? <Exact text={item.fingerprint} /> : <Quoted text={item.claimed_name} />}
              </li>
            ))}
          </ul>
          <small>{texts.beyondNote}</small>
        </Fact>
      )}
    </Facts>
  );
}
