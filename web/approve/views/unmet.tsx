import type { Problem } from "../../problem.ts";
import { Button } from "../../ui/button.tsx";
import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";
import { RuleLines } from "../rule-lines.tsx";

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
      {rules.length === 0 ? null : (
        <section className="notice notice-plain" aria-labelledby="deciding">
          <h2 id="deciding">{rules.length === 1 ? "The rule that asks" : "The rules that ask"}</h2>
          <RuleLines rules={rules} />
        </section>
      )}
      <p className="small-print">
        Do you have a security key? <a href="/account/passkeys">Add it to this computer</a>, then come back here. If you
        have none, ask your administrator.
      </p>
    </Sheet>
  );
}
