import type { RulesVersion } from "@nearside/shared/api/console/rules.ts";
import { ruleTexts } from "../../../texts/console/rules.tsx";
import { Named } from "../../../ui/quoted.tsx";
import { Detail, Details } from "../../ui/details.tsx";
import { Moment } from "../../ui/moment.tsx";

const texts = ruleTexts.version;

/** Shows who published a version, when and why. */
export function VersionDetails({ version }: { version: RulesVersion }) {
  const { author, second, reason, published_at, restores, rules } = version;
  if (version.number === 0) return <p>{texts.builtIn}</p>;
  return (
    <Details>
      <Detail name={texts.published}>
        {ruleTexts.proposal.by({ moment: <Moment at={published_at} />, author: <Author who={author} /> })}
      </Detail>
      {second === null ? null : (
        <Detail name={texts.agreed}>
          <Author who={second} />
        </Detail>
      )}
      <Detail name={texts.reason}>
        <Named text={reason} />
      </Detail>
      {restores === null ? null : <Detail name={texts.restores}>{ruleTexts.versionInText(restores)}</Detail>}
      <Detail name={texts.rules}>{rules}</Detail>
    </Details>
  );
}

export function Author({ who: { id, name } }: { who: RulesVersion["author"] }) {
  return id === null ? ruleTexts.serverShell : <Named text={name} />;
}
