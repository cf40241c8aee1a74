import type { DecidingRule } from "@nearside/shared/rules/asking.ts";
import type { Problem } from "../../problem.ts";
import { Button } from "../../ui/button.tsx";
import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";
import { ReportedPosture } from "./reported-posture.tsx";
import { RuleLines } from "./rule-lines.tsx";

/** Tells the person that rules refuse this login, or could not be judged. */
export function RuledOutView({ problem }: { problem: Problem }) {
  const { code, sentence, rules = [], posture } = problem;
  const failed = code === "rules_failed";
  return (
    <Sheet
      tab="Not allowed"
      title={failed ? "Your organisation's rules could not be judged" : "Your organisation does not allow this login"}
      picture={<Scene ground="shared" link="open" tone={failed ? "wait" : "alert"} badge="cross" />}
      lead={failed ? sentence : "Nothing was approved, and your terminal has been told."}
    >
      <DecidingRules title={rules.length === 1 ? "The rule that says so" : "The rules that say so"} rules={rules} />
      <ReportedPosture posture={posture} then="Then start the login again." />
      <p className="small-print">
        {rules.length === 0
          ? "No rule lets this login in. Your administrator can tell you which would."
          : "Your administrator can tell you more, by the rule's name."}{" "}
        You can close this page.
      </p>
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
      tab="Another passkey is needed"
      title="This login needs another passkey"
      picture={<Scene ground="shared" link="joined" tone="wait" badge="key" />}
      lead="Your organisation asks for more than the passkeys of this computer give. Nothing was approved yet."
      actions={
        <Button kind="plain" onPress={onRetry}>
          I have added one: try again
        </Button>
      }
    >
      <DecidingRules title={rules.length === 1 ? "The rule that asks" : "The rules that ask"} rules={rules} />
      <p className="small-print">
        Do you have a security key? <a href="/account/passkeys">Add it to this computer</a>, then come back here. If you
        have none, ask your administrator.
      </p>
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
