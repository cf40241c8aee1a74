import { type Lease, readEarlierLease, readLease } from "@nearside/shared/oauth/lease.ts";
import {
  accessBeside,
  accessOfEarlier,
  type LeasedAccess,
  type LeasedLimit,
  limitsBeside,
  STANDING_WORDS,
} from "@nearside/shared/oauth/lease-in-words.ts";
import { spanInWords } from "@nearside/shared/text/time-in-words.ts";
import type { TouchQuestion } from "../../data/login.ts";
import { approveSeldomTexts } from "../../texts/approve-seldom.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";
import { keyed } from "../../ui/keyed.ts";
import { Exact, Named, Quoted } from "../../ui/quoted.tsx";
import { type Asking, AskingSheet } from "./asking-sheet.tsx";
import { ClaimedFacts } from "./claimed-facts.tsx";
import { KnownFacts } from "./known-facts.tsx";
import { RulesAndPosture } from "./rules-and-posture.tsx";

const texts = approveSeldomTexts.lease;

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
  const { context, client } = facts;
  const lease = readLease(facts);
  if (lease === undefined) throw new Error("the server admitted a lease that it can't read");
  const earlier = readEarlierLease(facts);
  return (
    <AskingSheet
      asking={asking}
      title={(earlier === undefined ? texts.work : texts.doMore)({
        agent: <Quoted text={lease.agent.name} longest={LONGEST_QUOTE_IN_HEADING} />,
        time: spanInWords(lease.for),
        ago,
        folder: <Quoted text={context.cwd} longest={LONGEST_QUOTE_IN_HEADING} />,
      })}
      lead={
        <p className="asker">
          {texts.lead({ client: <Named text={client.name} />, person: <Named text={claims.user.name} /> })}
        </p>
      }
    >
      <WhatItMay lease={lease} earlier={earlier} />
      <Facts kind="claimed" title={texts.about.title} note={texts.about.note}>
        <Fact name={texts.about.name}>
          <Quoted text={lease.agent.name} />
        </Fact>
        <Fact name={texts.about.program}>
          <Quoted text={lease.agent.program} />
        </Fact>
        <Fact name={texts.about.reason}>
          {lease.why === undefined ? texts.about.noReason : <Quoted text={lease.why} />}
        </Fact>
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
  const { calls, lasts, ends } = limitsBeside(lease, earlier);
  return (
    <Facts kind="known" title={earlier === undefined ? texts.access : texts.moreAccess} note={texts.accessNote}>
      {accessBeside(lease, earlier).map((access) => (
        <Fact key={access.resource} name={texts.use}>
          <Access access={access} />
        </Fact>
      ))}
      <Fact name={texts.calls}>
        <Limit limit={calls} />
      </Fact>
      <Fact name={texts.lasts}>
        <Limit limit={lasts} />
      </Fact>
      <Fact name={texts.ends}>
        <Limit limit={ends} />
      </Fact>
      {others.length === 0 ? null : (
        <Fact name={texts.alreadyHas}>
          {others.map(({ resource, scope }) => (
            <div key={resource}>
              <Exact text={resource} /> {scope === "" ? null : <Exact text={scope} />}
            </div>
          ))}
          <small>{texts.otherContinues}</small>
        </Fact>
      )}
    </Facts>
  );
}

function Limit({ limit: { says, before } }: { readonly limit: LeasedLimit }) {
  if (before === undefined) return says;
  return (
    <>
      {says} <span className="tag tag-wait">{STANDING_WORDS.more}</span>
      <small>{before}</small>
    </>
  );
}

function Access({ access: { resource, scopes, tools, toolsBefore, standing } }: { readonly access: LeasedAccess }) {
  return (
    <>
      <Exact text={resource} />{" "}
      {standing === undefined ? null : (
        <span className={standing === "as_before" ? "tag" : "tag tag-wait"}>{STANDING_WORDS[standing]}</span>
      )}
      <Words names={scopes} before={texts.scopes} none={texts.noScope} />
      <Words names={tools} before={texts.tools} none={texts.everyTool} />
      {toolsBefore.length === 0 ? null : <Words names={toolsBefore} before={texts.toolsBefore} none="" />}
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
          {item.startsWith("+") ? <span className="tag tag-wait">{texts.isNew}</span> : null}
        </span>
      ))}
    </div>
  );
}
