import type { Redirect } from "@nearside/shared/claims.ts";
import { approveSeldomTexts } from "../../texts/approve-seldom.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";
import { Named, Quoted } from "../../ui/quoted.tsx";

const texts = approveSeldomTexts.program;

/** Shows the program of this computer that only knows a redirect, as its keeper saw it (protocol §6). */
export function ProgramFacts({ redirect, client }: { redirect: Redirect; client: string }) {
  return (
    <Facts
      kind="claimed"
      title={texts.title}
      note={redirect.dpop_jkt === undefined ? texts.noteForAnybody : texts.noteForItsKey}
    >
      <Fact name={texts.waitsAs}>
        <Quoted text={redirect.executable} />
        <small>{texts.at({ address: <Quoted text={redirect.uri} /> })}</small>
      </Fact>
      <Fact name={texts.registeredAs}>
        <Named text={client} />
      </Fact>
    </Facts>
  );
}
