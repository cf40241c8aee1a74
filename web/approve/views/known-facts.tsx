import { hostOfClient } from "@nearside/shared/oauth/client-address.ts";
import { KEY_STORAGE_WORDS } from "@nearside/shared/proof/key-storage.ts";
import { acrInWords, maxAgeInWords } from "@nearside/shared/proof/step-up-words.ts";
import { spanInWords } from "@nearside/shared/text/time-in-words.ts";
import type { Question } from "../../data/login.ts";
import { approveTexts } from "../../texts/approve.tsx";
import { exactClockTime } from "../../ui/clock-time.ts";
import { Fact, Facts } from "../../ui/facts.tsx";
import { Icon } from "../../ui/icon.tsx";
import { keyed } from "../../ui/keyed.ts";
import { Exact, Named } from "../../ui/quoted.tsx";
import { AuthorizationDetails } from "./authorization-details.tsx";

const texts = approveTexts.known;

/**
 * Shows what the server knows by itself: what it was asked, by which registered program, and that both met here.
 *
 * @param isLease true where what it may do is shown apart
 */
export function KnownFacts({ question, isLease = false }: { question: Question; isLease?: boolean }) {
  const { facts, claims } = question;
  const { client, acr_values = [], max_age, seen } = facts;
  const scopes = (claims.scope ?? facts.scope).split(" ").filter((name) => name !== "");
  const host = hostOfClient(client.id);
  const id = <Exact text={client.id} />;
  return (
    <Facts kind="known" title={texts.title} note={texts.note}>
      <Fact name={texts.location}>
        {facts.place === undefined ? texts.here : texts.behindHere}
        <small>{metInWords(question)}</small>
      </Fact>
      <Fact name={texts.program}>
        <Named text={client.name} /> <Verified verified={client.verified} />
        <small>{host === undefined ? id : texts.describedAt({ host, id })}</small>
      </Fact>
      {isLease ? null : <Access facts={facts} scopes={scopes} />}
      {acr_values.length === 0 ? null : (
        <Fact name={texts.needs}>
          <AnyClass acrValues={acr_values} />
        </Fact>
      )}
      {max_age === undefined ? null : <Fact name={texts.needs}>{maxAgeInWords(max_age)}</Fact>}
      {isLease ? null : <Fact name={texts.lasts}>{lifetimeInWords(question)}</Fact>}
      <Fact name={texts.requested}>
        {texts.requestedFrom({ time: exactClockTime(seen.time), address: <Exact text={seen.address} /> })}
      </Fact>
    </Facts>
  );
}

function Access({
  facts: { resource, authorization_details },
  scopes,
}: {
  facts: Question["facts"];
  scopes: readonly string[];
}) {
  return (
    <>
      <Fact name={texts.scopes}>{scopes.length === 0 ? texts.noScope : <ExactList texts={scopes} />}</Fact>
      <Fact name={texts.apis}>{resource.length === 0 ? texts.noApi : <ExactList texts={resource} />}</Fact>
      {authorization_details.length === 0 ? null : (
        <Fact name={texts.details}>
          <AuthorizationDetails details={authorization_details} />
        </Fact>
      )}
    </>
  );
}

function Verified({ verified }: { verified: boolean }) {
  return verified ? (
    <span className="tag tag-near">
      <Icon name="check" /> {texts.verified}
    </span>
  ) : (
    <span className="tag tag-wait">
      <Icon name="alert" /> {texts.notVerified}
    </span>
  );
}

/** Gives each class a line of its own: any one of them is enough (RFC 9470 §4). */
function AnyClass({ acrValues }: { acrValues: readonly string[] }) {
  return acrValues.map((acr, index) => {
    const need = acrInWords(acr) ?? <Exact text={acr} />;
    return <div key={acr}>{index === 0 ? need : texts.orNeed({ need })}</div>;
  });
}

function ExactList({ texts }: { texts: readonly string[] }) {
  return (
    <ul className="exact-list">
      {keyed(texts).map(({ key, item }) => (
        <li key={key}>
          <Exact text={item} />
        </li>
      ))}
    </ul>
  );
}

function metInWords({ facts, claims }: Question): string {
  const key = KEY_STORAGE_WORDS[claims.key_storage];
  if (facts.redirect !== undefined) return texts.metKeeper({ key });
  return facts.place === undefined ? texts.metCommandLine({ key }) : texts.metThroughKeeper({ key });
}

function lifetimeInWords({ facts, claims: { lifetime } }: Question): string {
  const each = spanInWords(lifetime.access_token);
  if (lifetime.refresh_token <= lifetime.access_token) return texts.once({ each });
  const most = spanInWords(lifetime.refresh_token);
  return facts.place === undefined ? texts.renewedHere({ each, most }) : texts.renewedInSession({ each, most });
}
