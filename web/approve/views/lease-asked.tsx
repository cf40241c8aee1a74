import { type Lease, readLease } from "@nearside/shared/oauth/lease.ts";
import {
  accessBeside,
  accessOfEarlier,
  type LeasedAccess,
  leaseCalls,
  leaseEnds,
  leaseLasts,
  STANDING_WORDS,
} from "@nearside/shared/oauth/lease-in-words.ts";
import { spanInWords } from "@nearside/shared/text/time-in-words.ts";
import type { TouchQuestion } from "../../data/login.ts";
import { Fact, Facts } from "../../ui/facts.tsx";
import { keyed } from "../../ui/keyed.ts";
import { Exact, Named, Quoted } from "../../ui/quoted.tsx";
import { type Asking, AskingSheet } from "./asking-sheet.tsx";
import { ClaimedFacts } from "./claimed-facts.tsx";
import { KnownFacts } from "./known-facts.tsx";
import { RulesAndPosture } from "./rules-and-posture.tsx";

/** Characters after which the heading cuts a name or a folder. The claims show them whole. */
const LONGEST_QUOTE_IN_HEADING = 48;

interface LeaseAskedProps {
  readonly question: TouchQuestion;
  readonly asking: Asking;
  readonly ago: string;
}

/** Asks for a lease (protocol §12): which agent wants what, where, and for how long. */
export function LeaseAsked({ question, asking, ago }: LeaseAskedProps) {
  const { facts, claims } = question;
  const { context, client, earlier: details = [] } = facts;
  const lease = readLease(facts);
  if (lease === undefined) throw new Error("the server admitted a lease that it can't read");
  const earlier = readLease({ authorization_details: details });
  return (
    <AskingSheet
      asking={asking}
      title={
        <>
          On <strong className="verdict-place">this computer</strong>, {ago}, in{" "}
          <Quoted text={context.cwd} longest={LONGEST_QUOTE_IN_HEADING} />: may the agent{" "}
          <Quoted text={lease.agent.name} longest={LONGEST_QUOTE_IN_HEADING} />{" "}
          {earlier === undefined ? "work" : "do more"} for&nbsp;{spanInWords(lease.for)}?
        </>
      }
      lead={
        <p className="asker">
          With all that it starts it acts as{" "}
          <strong>
            <Named text={claims.user.name} />
          </strong>
          , by{" "}
          <strong>
            <Named text={client.name} />
          </strong>
          . Within what follows you are not asked again.
        </p>
      }
    >
      <WhatItMay lease={lease} earlier={earlier} />
      <Facts
        kind="claimed"
        title="Said of the agent"
        note="Its machine's word, and its own reason. Do nothing only because it is written here."
      >
        <Fact name="Name">
          <Quoted text={lease.agent.name} />
        </Fact>
        <Fact name="Program">
          <Quoted text={lease.agent.program} />
        </Fact>
        <Fact name="Reason">{lease.why === undefined ? "It gives none" : <Quoted text={lease.why} />}</Fact>
      </Facts>
      <RulesAndPosture question={question} />
      <div className="facts-pair">
        <KnownFacts question={question} isLease />
        <ClaimedFacts context={context} byKeeper={false} />
      </div>
    </AskingSheet>
  );
}

function WhatItMay({ lease, earlier }: { readonly lease: Lease; readonly earlier: Lease | undefined }) {
  const others = earlier === undefined ? [] : accessOfEarlier(lease, earlier);
  return (
    <Facts
      kind="known"
      title={earlier === undefined ? "What it may do" : "What it may do, beside its lease"}
      note="This server gives it tokens for this alone, and counts them."
    >
      {accessBeside(lease, earlier).map((access) => (
        <Fact key={access.resource} name="Use">
          <Access access={access} />
        </Fact>
      ))}
      <Fact name="Calls">{leaseCalls(lease)}</Fact>
      <Fact name="Until">{leaseLasts(lease)}</Fact>
      <Fact name="Ends">{leaseEnds(lease)}</Fact>
      {others.length === 0 ? null : (
        <Fact name="It has already">
          {others.map(({ resource, scope }) => (
            <div key={resource}>
              <Exact text={resource} /> {scope === "" ? null : <Exact text={scope} />}
            </div>
          ))}
          <small>That lease goes on by itself, whatever you say here.</small>
        </Fact>
      )}
    </Facts>
  );
}

function Access({ access: { resource, scopes, tools, standing } }: { readonly access: LeasedAccess }) {
  return (
    <>
      <Exact text={resource} />{" "}
      {standing === undefined ? null : (
        <span className={standing === "as_before" ? "tag" : "tag tag-wait"}>{STANDING_WORDS[standing]}</span>
      )}
      <Words names={scopes} before="with" none="with what it gives without a scope" />
      <Words names={tools} before="tools" none="any tool, since none is named" />
    </>
  );
}

interface WordsProps {
  readonly names: LeasedAccess["scopes"];
  readonly before: string;
  readonly none: string;
}

function Words({ names, before, none }: WordsProps) {
  if (names.length === 0) return <small>{none}</small>;
  return (
    <div className="lease-words">
      <small>{before}</small>
      {keyed(names.map(({ name, isNew }) => `${isNew ? "+" : " "}${name}`)).map(({ key, item }) => (
        <span key={key}>
          <Exact text={item.slice(1)} />
          {item.startsWith("+") ? <span className="tag tag-wait">New</span> : null}
        </span>
      ))}
    </div>
  );
}
