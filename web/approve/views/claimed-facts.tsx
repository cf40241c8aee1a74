import type { Context } from "@nearside/shared/claims.ts";
import { Fact, Facts } from "../../ui/facts.tsx";
import { Quoted } from "../../ui/quoted.tsx";

/**
 * Shows what the machine says of the login that it started. It is marked as the machine's own word (protocol §4.1).
 *
 * @param byKeeper true for a program that only knows a redirect (protocol §6)
 */
export function ClaimedFacts({ context, byKeeper }: { context: Context; byKeeper: boolean }) {
  const { command, cwd, parent, account, hostname, os, tty, remote } = context;
  return (
    <Facts
      kind="claimed"
      title={byKeeper ? "Seen by this computer's keeper" : "Said by the command line"}
      note={byKeeper ? "These describe the program that waits." : "Its own words, which nobody checked."}
    >
      <Fact name="Command">
        <Quoted text={command} />
      </Fact>
      <Fact name="Folder">
        <Quoted text={cwd} />
      </Fact>
      <Fact name="Started by">
        {parent === null ? "It does not say" : <Quoted text={parent} />}
        {tty === null ? null : (
          <small>
            in <Quoted text={tty} />
          </small>
        )}
      </Fact>
      <Fact name="Account">
        <Quoted text={account} /> on <Quoted text={hostname} />
        <small>
          <Quoted text={os} />
        </small>
      </Fact>
      {remote === null ? null : (
        <Fact name="Inside">
          <Quoted text={remote} />
        </Fact>
      )}
    </Facts>
  );
}
