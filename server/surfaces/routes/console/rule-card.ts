import type { cardAnswerSchema, cardBodySchema } from "@nearside/shared/api/console/rules.ts";
import type * as v from "valibot";
import { withDraft } from "../../../administration/rules/trials/draft.ts";
import { ConsoleError, wrongField } from "../../../platform/http/console-error.ts";
import type { WithRuleThreads } from "../../../protocol/rules/rule-thread.ts";
import type { ConsoleCall } from "../../console/console-route.ts";

/** POST /api/console/rules/card: a draft's text with one rule as a form left it; nothing is kept. */
export const ruleCard =
  (services: WithRuleThreads) =>
  async ({ c }: ConsoleCall, { text, rule, card }: v.InferOutput<typeof cardBodySchema>): Promise<Response> => {
    const edited = await withDraft(services, (ask) => ask({ kind: "edit", text, edit: { rule, card } }));
    switch (edited.state) {
      case "edited":
        return c.json({ text: edited.text } satisfies v.InferOutput<typeof cardAnswerSchema>);
      case "unreadable":
        throw wrongField("text", "The rules can't be read as they are. Mend the text first, then use the form.");
      case "unknown_rule":
        throw new ConsoleError("unknown", {
          description: "The text has no such rule, or several of that id. Look at the text.",
        });
      case "id_taken":
        throw wrongField("card.id", "Another rule is called so already.");
      case "card_refused":
        throw wrongField("card", edited.problem.slice(0, 500));
    }
  };
