import type { DecidingRule } from "@nearside/shared/rules/asking.ts";
import type { Clock } from "../../clock.ts";
import type { Problem } from "../../problem.ts";
import { approveEndTexts } from "../../texts/approve-ends.tsx";
import { approveSeldomTexts } from "../../texts/approve-seldom.tsx";
import { Button } from "../../ui/button.tsx";
import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";
import { Newcomers, readNewcomers } from "./newcomers.tsx";
import { ReportedPosture } from "./reported-posture.tsx";
import { RuleLines } from "./rule-lines.tsx";

const { deciding } = approveSeldomTexts;
const { ruledOut, tooFew, unmet } = approveEndTexts;

/** Tells the person that rules refuse this login, or could not be judged, or that too few other people could approve it. */
export function RuledOutView({ problem, clock }: { problem: Problem; clock: Clock }) {
  const { code, sentence, rules = [], posture, newcomers } = problem;
  if (code === "co_approver_missing")
    return (
      <Sheet
        tab={tooFew.tab}
        title={tooFew.title}
        picture={<Scene ground="shared" link="open" tone="wait" badge="person" />}
        lead={tooFew.lead}
      >
        <Newcomers newcomers={newcomers} clock={clock} />
        <DecidingRules title={deciding.rulesThatAsk({ rules: rules.length })} rules={rules} />
        <p className="small-print">{readNewcomers(newcomers).length === 0 ? tooFew.nobody : tooFew.later}</p>
      </Sheet>
    );
  const failed = code === "rules_failed";
  return (
    <Sheet
      tab={ruledOut.tab}
      title={failed ? ruledOut.failedTitle : ruledOut.title}
      picture={<Scene ground="shared" link="open" tone={failed ? "wait" : "alert"} badge="cross" />}
      lead={failed ? sentence : ruledOut.lead}
    >
      <DecidingRules title={deciding.rulesThatRefuse({ rules: rules.length })} rules={rules} />
      <ReportedPosture posture={posture} then="start_again" />
      <p className="small-print">{rules.length === 0 ? ruledOut.noRule : ruledOut.named}</p>
    </Sheet>
  );
}

/**
 * Says that rules ask for a passkey that this machine's enrolment does not have. It may be added, and this login goes
 * on.
 */
export function UnmetView({ problem, onRetry }: { problem: Problem; onRetry: () => void }) {
  const { rules = [] } = problem;
  return (
    <Sheet
      tab={unmet.tab}
      title={unmet.title}
      picture={<Scene ground="shared" link="joined" tone="wait" badge="key" />}
      lead={unmet.lead}
      actions={
        <Button kind="plain" onPress={onRetry}>
          {unmet.retry}
        </Button>
      }
    >
      <DecidingRules title={deciding.rulesThatAsk({ rules: rules.length })} rules={rules} />
      <p className="small-print">{unmet.next({ href: "/account/passkeys" })}</p>
    </Sheet>
  );
}

function DecidingRules({ title, rules }: { title: string; rules: readonly DecidingRule[] }) {
  if (rules.length === 0) return null;
  return (
    <section className="notice notice-plain" aria-labelledby="deciding">
      <h2 id="deciding">{title}</h2>
      <RuleLines rules={rules} />
    </section>
  );
}
