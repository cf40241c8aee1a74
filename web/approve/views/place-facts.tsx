import type { SshPlace } from "@nearside/shared/statements/place.ts";
import { Fact, Facts } from "../../ui/facts.tsx";
import { keyed } from "../../ui/keyed.ts";
import { Exact, Named, Quoted } from "../../ui/quoted.tsx";

/** Shows which host it is, who says so, and what lies behind it (protocol §10.3). Most logins run on the computer itself and never load it. */
export function PlaceFacts({ place, host }: { place: SshPlace; host: string | null | undefined }) {
  return (
    <Facts
      kind={typeof host === "string" ? "known" : "claimed"}
      title="A host that you reached by SSH"
      note="Its key signed this very session. The key of this login stays on this computer: that host can use the token only over your SSH session."
    >
      <Fact name="Host">
        {typeof host === "string" ? (
          <>
            <Named text={host} />
            <small>Your organisation enrolled its key under this name.</small>
          </>
        ) : place.claimed_name === null ? (
          <>
            A host that nobody knows
            <small>Neither your organisation nor this computer's known_hosts has its key.</small>
          </>
        ) : (
          <>
            <Quoted text={place.claimed_name} />
            <small>So this computer's known_hosts calls it. Your organisation does not know its key.</small>
          </>
        )}
      </Fact>
      {place.hops.length === 0 ? null : (
        <Fact name="And beyond it">
          <ul className="exact-list">
            {keyed(place.hops).map(({ key, item }) => (
              <li key={key}>
                {item.claimed_name === null ? <Exact text={item.fingerprint} /> : <Quoted text={item.claimed_name} />}
              </li>
            ))}
          </ul>
          <small>That is the first host's own word: nobody checked it.</small>
        </Fact>
      )}
    </Facts>
  );
}
