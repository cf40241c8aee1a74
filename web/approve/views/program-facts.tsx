import type { Redirect } from "@nearside/shared/claims.ts";
import { Fact, Facts } from "../../ui/facts.tsx";
import { Named, Quoted } from "../../ui/quoted.tsx";

/** Shows the program of this computer that only knows a redirect, as its keeper saw it (protocol §6). */
export function ProgramFacts({ redirect, client }: { redirect: Redirect; client: string }) {
  return (
    <Facts
      kind="claimed"
      title="A program that only knows a redirect"
      note={`The keeper of this computer looked who waits. The program's token is short-lived, and ${redirect.dpop_jkt === undefined ? "anybody who holds it can use it" : "only a key of the program can use it"}.`}
    >
      <Fact name="Waits as">
        <Quoted text={redirect.executable} />
        <small>
          at <Quoted text={redirect.uri} />
        </small>
      </Fact>
      <Fact name="Registered as">
        <Named text={client} />
      </Fact>
    </Facts>
  );
}
