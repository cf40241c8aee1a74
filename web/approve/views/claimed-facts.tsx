import type { Context } from "@nearside/shared/claims.ts";
import { approveTexts } from "../../texts/approve.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";
import { Quoted } from "../../ui/quoted.tsx";

const texts = approveTexts.claimed;

/**
 * Shows what the machine says of the login that it started. It is marked as reported by the machine (protocol §4.1).
 *
 * @param byKeeper true for a program that only knows a redirect (protocol §6)
 */
export function ClaimedFacts({ context, byKeeper }: { context: Context; byKeeper: boolean }) {
  const { command, cwd, parent, account, hostname, os, tty, remote } = context;
  return (
    <Facts
      kind="claimed"
      title={byKeeper ? texts.keeperTitle : texts.title}
      note={byKeeper ? texts.keeperNote : texts.note}
    >
      <Fact name={texts.command}>
        <Quoted text={command} />
      </Fact>
      <Fact name={texts.folder}>
        <Quoted text={cwd} />
      </Fact>
      <Fact name={texts.startedBy}>
        {parent === null ? texts.notReported : <Quoted text={parent} />}
        {tty === null ? null : <small>{texts.inTerminal({ terminal: <Quoted text={tty} /> })}</small>}
      </Fact>
      <Fact name={texts.account}>
        {texts.accountOn({ account: <Quoted text={account} />, host: <Quoted text={hostname} /> })}
        <small>
          <Quoted text={os} />
        </small>
      </Fact>
      {remote === null ? null : (
        <Fact name={texts.inside}>
          <Quoted text={remote} />
        </Fact>
      )}
    </Facts>
  );
}
