import type { RulesVersion } from "@nearside/shared/api/console/rules.ts";
import { Named } from "../../../ui/quoted.tsx";
import { Detail, Details } from "../../ui/details.tsx";
import { Moment } from "../../ui/moment.tsx";

/** Names a version: "Version 7". Version 0 is built in, and in force until a set is published. */
export const versionName = (number: number): string => (number === 0 ? "The built-in set" : `Version ${number}`);

/** Shows who published a version, when and why. */
export function VersionDetails({ version }: { version: RulesVersion }) {
  const { author, second, reason, published_at, restores, rules } = version;
  if (version.number === 0) return <p>It ruled before anybody published a set: whoever met the machine may approve.</p>;
  return (
    <Details>
      <Detail name="Published">
        <Moment at={published_at} /> by <Author who={author} />
      </Detail>
      {second === null ? null : (
        <Detail name="Agreed to by">
          <Author who={second} />
        </Detail>
      )}
      <Detail name="Because">
        <Named text={reason} />
      </Detail>
      {restores === null ? null : (
        <Detail name="Brings back">{restores === 0 ? "the built-in set" : `version ${restores}`}</Detail>
      )}
      <Detail name="Rules">{rules}</Detail>
    </Details>
  );
}

export function Author({ who: { id, name } }: { who: RulesVersion["author"] }) {
  return id === null ? <>the server's own shell</> : <Named text={name} />;
}
