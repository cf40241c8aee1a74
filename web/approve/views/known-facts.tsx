import { hostOfClient } from "@nearside/shared/oauth/client-address.ts";
import { KEY_STORAGE_WORDS } from "@nearside/shared/proof/key-storage.ts";
import { acrInWords, maxAgeInWords } from "@nearside/shared/proof/step-up-words.ts";
import { spanInWords } from "@nearside/shared/text/time-in-words.ts";
import type { Question } from "../../data/login.ts";
import { Fact, Facts } from "../../ui/facts.tsx";
import { Icon } from "../../ui/icon.tsx";
import { keyed } from "../../ui/keyed.ts";
import { Exact, Named } from "../../ui/quoted.tsx";
import { AuthorizationDetails } from "./authorization-details.tsx";

const timeOfDay = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });

/**
 * Shows what the server knows by itself: what it was asked, by which registered program, and that both met here.
 *
 * @param isLease true where what it may do is shown apart
 */
export function KnownFacts({ question, isLease = false }: { question: Question; isLease?: boolean }) {
  const { facts, claims } = question;
  const { client, acr_values = [], max_age, seen } = facts;
  const scopes = (claims.scope ?? facts.scope).split(" ").filter((name) => name !== "");
  return (
    <Facts kind="known" title="Checked by this server" note="Signed. A click on the Nearside icon shows it too.">
      <Fact name="Where">
        {facts.place === undefined ? "This computer" : "Through this computer"}
        <small>
          Your extension met {facts.redirect ? "its keeper" : "the command line"}{" "}
          {facts.place === undefined ? "here" : "through its keeper"}. Its key is kept{" "}
          {KEY_STORAGE_WORDS[claims.key_storage]}.
        </small>
      </Fact>
      <Fact name="Program">
        <Named text={client.name} /> <Verified verified={client.verified} />
        <small>
          {hostOfClient(client.id) === undefined ? null : `It describes itself, from ${hostOfClient(client.id)}. `}
          <Exact text={client.id} />
        </small>
      </Fact>
      {isLease ? null : <Access facts={facts} scopes={scopes} />}
      {acr_values.length === 0 ? null : (
        <Fact name="Needs">
          <AnyClass acrValues={acr_values} />
        </Fact>
      )}
      {max_age === undefined ? null : <Fact name="Needs">{maxAgeInWords(max_age)}</Fact>}
      {isLease ? null : (
        <Fact name="For">
          {lifetimeInWords(
            claims.lifetime,
            facts.place === undefined ? "on this computer" : "while your session lasts,",
          )}
        </Fact>
      )}
      <Fact name="Asked">
        {timeOfDay.format(seen.time * 1000)}, from <Exact text={seen.address} />
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
      <Fact name="May use">{scopes.length === 0 ? "Nothing by name" : <ExactList texts={scopes} />}</Fact>
      <Fact name="At">{resource.length === 0 ? "No particular service" : <ExactList texts={resource} />}</Fact>
      {authorization_details.length === 0 ? null : (
        <Fact name="In detail">
          <AuthorizationDetails details={authorization_details} />
        </Fact>
      )}
    </>
  );
}

function Verified({ verified }: { verified: boolean }) {
  return verified ? (
    <span className="tag tag-near">
      <Icon name="check" /> Verified
    </span>
  ) : (
    <span className="tag tag-wait">
      <Icon name="alert" /> Not verified
    </span>
  );
}

/** Gives each class a line of its own: any one of them is enough (RFC 9470 §4). */
function AnyClass({ acrValues }: { acrValues: readonly string[] }) {
  return acrValues.map((acr, index) => (
    <div key={acr}>
      {index === 0 ? "" : "or "}
      {acrInWords(acr) ?? <Exact text={acr} />}
    </div>
  ));
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

function lifetimeInWords({ access_token, refresh_token }: Question["claims"]["lifetime"], where: string): string {
  const each = spanInWords(access_token);
  return refresh_token <= access_token
    ? `${each}, once`
    : `${each} at a time, renewed ${where} for up to ${spanInWords(refresh_token)}`;
}
