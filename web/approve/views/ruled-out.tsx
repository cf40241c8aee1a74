import type { Problem } from "../../problem.ts";
import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";
import { RuleLines } from "../rule-lines.tsx";

/** Tells the person that rules refuse this login, or could not be judged. */
export function RuledOutView({ problem }: { problem: Problem }) {
  const { code, sentence, rules = [] } = problem;
  const failed = code === "rules_failed";
  return (
    <Sheet
      tab="Not allowed"
      title={failed ? "Your organisation's rules could not be judged" : "Your organisation does not allow this login"}
      picture={<Scene ground="shared" link="open" tone={failed ? "wait" : "alert"} badge="cross" />}
      lead={failed ? sentence : "Nothing was approved, and your terminal has been told."}
    >
      {rules.length === 0 ? null : (
        <section className="notice notice-plain" aria-labelledby="deciding">
          <h2 id="deciding">{rules.length === 1 ? "The rule that says so" : "The rules that say so"}</h2>
          <RuleLines rules={rules} />
        </section>
      )}
      <p className="small-print">
        {rules.length === 0
          ? "No rule lets this login in. Your administrator can tell you which would."
          : "Your administrator can tell you more, by the rule's name."}{" "}
        You can close this page.
      </p>
    </Sheet>
  );
}
